"""What is done with challenges."""
