"""Readers of published downloads: one module for each publisher and format."""
