"""Estimates into verdicts, and verdicts into words and files."""
