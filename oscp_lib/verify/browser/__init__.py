"""What only a real browser can tell of an edition: requests, errors, accessibility and contrast as rendered."""
