"""Candidates: is a paper for this list, in which section, and why. Pure."""
