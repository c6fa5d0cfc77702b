"""Versions, their order and their life."""
