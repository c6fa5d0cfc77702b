"""Writes source for people: a new project, the next version, and what is left when one is retired."""
