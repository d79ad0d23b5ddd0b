"""Seals: what was published stays what it was, to the last digit, or the build refuses.

printing says what an edition prints; sealed_files writes and reads that and keeps the chain; numbered tells which
editions a quarter has; differences compares two states; verdict judges what is sealed by what would be printed now;
sealed_lists does all of that for cited figures and official tables.
"""
