"""What people do with recognition cards."""
