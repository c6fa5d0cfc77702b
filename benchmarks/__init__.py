"""What the gateway costs, beside what there would be without it and beside its peers: `python -m benchmarks`."""
