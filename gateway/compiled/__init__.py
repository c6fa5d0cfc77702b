"""Plans as code: the operations between two versions composed to one pass over a document."""
