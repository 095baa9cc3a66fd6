"""One site over all books: the country's partnerships side by side, and a search across the books that are there."""
