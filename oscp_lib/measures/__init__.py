"""Rates, intervals, changes, wording and facts: what is computed from the tables."""
