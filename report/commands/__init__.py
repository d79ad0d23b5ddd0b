"""What build.py does, command by command: each prints for a person and returns an exit code."""
