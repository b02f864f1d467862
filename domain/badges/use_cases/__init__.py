"""Giving badges, taking them back, and letting them be seen."""
