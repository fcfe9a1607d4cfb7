"""Where proposals go, and their words: one rendering for the terminal, the job summary and a pull request."""
