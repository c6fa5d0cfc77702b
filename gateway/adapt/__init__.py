"""Translates messages: requests up, responses down."""
