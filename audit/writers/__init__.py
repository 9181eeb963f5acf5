"""Run to output: one module a format, found by its name."""
