"""Figures of official counts that several chapters make: rates beside others, kinds, years, months, a whole force."""
