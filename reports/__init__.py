"""Draws the charts of a run from its folder; never changes what was measured."""
