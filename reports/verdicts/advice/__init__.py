"""From a question to what to measure next (stages), and from a run to the advice."""
