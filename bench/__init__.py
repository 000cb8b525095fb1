"""What times things: one run prints every figure beside a bare Django view's. `make bench`."""
