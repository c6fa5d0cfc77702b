"""Compares schemas: one keyword, or what several say together, a file."""
