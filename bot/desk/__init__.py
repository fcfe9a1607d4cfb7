"""Where proposals are handed in: a list's repository on GitHub, read and written through its API."""
