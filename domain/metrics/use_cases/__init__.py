"""Saying what is measured, entering and correcting figures."""
