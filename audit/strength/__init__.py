"""The measure of the rulebook: errors seeded into forms that are clean, and what is caught of them."""

from __future__ import annotations

from audit.strength.clean import clean_forms
from audit.strength.measure import PER_KIND, measure

__all__ = ["PER_KIND", "clean_forms", "measure"]
