"""The compatibility suite: a pytest plugin that tries every version of a gateway. Needs the extra `testing`."""
