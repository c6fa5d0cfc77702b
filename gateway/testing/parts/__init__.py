"""What the suite tries, each kind in a file of its own."""
