"""What is done for one version and route: which handler, and what is translated on the way there and back."""
