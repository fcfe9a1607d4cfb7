"""paperlist-bot keeps curated paper lists true."""

__version__ = "0.1.0"
