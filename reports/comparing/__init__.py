"""Two runs, cell by cell."""
