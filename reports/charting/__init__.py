"""Samples into pictures."""
