"""Frozen dataclasses and the table schema: what the floors above hand to each other."""
