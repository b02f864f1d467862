"""What people do with what was scaled, and what time does."""
