"""Compares operations: their parameters, bodies, answers, headers, security and life."""
