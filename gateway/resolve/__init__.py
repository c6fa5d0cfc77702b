"""From a request to the version it is for."""
