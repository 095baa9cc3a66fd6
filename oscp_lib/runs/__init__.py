"""A notebook becomes an executed notebook, once."""
