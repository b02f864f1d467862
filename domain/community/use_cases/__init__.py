"""What admins do with the community."""
