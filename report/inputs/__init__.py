"""The files of the project, each read once."""
