"""A list as text: rows byte for byte, its dialect, edits. Pure: no clock, files, network or environment."""
