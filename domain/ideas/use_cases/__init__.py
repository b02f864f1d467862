"""What authors do with ideas."""
