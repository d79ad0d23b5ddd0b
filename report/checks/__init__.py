"""What may be wrong: with the files of data/, with content/, with a quarterly return. One small function a rule."""
