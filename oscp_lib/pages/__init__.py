"""Executed notebooks become pages."""
