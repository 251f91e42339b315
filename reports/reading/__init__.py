"""A run's folder into samples, or exactly what is wrong with it."""
