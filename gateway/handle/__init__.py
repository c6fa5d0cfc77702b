"""Handlers: typed functions, mounted apps, and where they are found."""
