"""The vocabulary: what a change can say, one file an operation."""
