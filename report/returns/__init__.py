"""Quarterly returns: the form as data, and reading a return into values that know their file, sheet and cell."""
