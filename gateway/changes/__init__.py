"""Changes, and the history they make up."""
