"""Samples into medians, intervals and ratios."""
