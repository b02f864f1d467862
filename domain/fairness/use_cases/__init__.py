"""What people do with cases, and what the nightly look does."""
