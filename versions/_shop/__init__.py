"""The shop: customers, orders, refunds. Knows nothing of HTTP or of versions."""
