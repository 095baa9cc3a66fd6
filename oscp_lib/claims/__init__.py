"""The statements of a plan, and what the figures say of each."""
