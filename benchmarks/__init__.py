"""Measures speed and memory, always beside a named yardstick in the same run; prints JSON."""
