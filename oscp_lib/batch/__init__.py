"""Many editions at once: which are asked for, who builds them, and what became of each."""
