"""What members do with ideas they see: backing them, and seeing them."""
