"""InviteHub's worker side, as a peer for tests and benchmarks."""
