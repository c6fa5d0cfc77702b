"""Another HTTP service, whatever it is written in, as what serves a version."""
