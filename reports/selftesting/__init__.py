"""How often the harness errs, from a run that measured it."""
