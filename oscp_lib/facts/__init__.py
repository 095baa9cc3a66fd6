"""A number with the rows that it was made from."""
