"""The preview: pages that follow each save. Heavy imports stay out of its own process; see `rebuild` for the work."""
