"""Benchmarks of the painter: what a frame costs, against what it must cost at least on this machine."""
