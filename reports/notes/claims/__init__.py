"""The teaching notes' claims held against a run: what holds here, and by how much."""

from reports.notes.claims.asides import remarks
from reports.notes.claims.table import results

__all__ = ["remarks", "results"]
