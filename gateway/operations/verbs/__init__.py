"""The words of the vocabulary, each the registration of an operation."""
