"""What members and their admins do."""
