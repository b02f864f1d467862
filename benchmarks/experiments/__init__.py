"""A published simulation: how often and how soon the engine of experiments is right, beside other rules."""
