"""One request and its response, from the resolved version on."""
