"""How the reference service is run."""
