"""Requests that are generated from a version's contract."""
