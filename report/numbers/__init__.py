"""What is worked out from the values of tables and returns, and what of them is out."""
