"""The teaching notes' claims held against a run: what holds here, and by how much."""

from reports.claiming.asides import remarks
from reports.claiming.table import results

__all__ = ["remarks", "results"]
