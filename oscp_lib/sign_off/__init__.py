"""Who approved what."""
