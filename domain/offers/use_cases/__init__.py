"""What members do with offers."""
