"""What clients are told when they can't be served."""
