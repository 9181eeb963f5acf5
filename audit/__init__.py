"""Finds what contradicts what in budget-performance self-evaluation forms."""
