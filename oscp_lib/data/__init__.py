"""The tables, the place and the texts of a year: read, checked and typed."""
