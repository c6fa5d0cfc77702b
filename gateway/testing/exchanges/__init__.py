"""Golden exchanges: requests of a version's clients with the answers they got when it was released, as files."""
