"""The structure of JSON documents, as trees of named schemas."""
