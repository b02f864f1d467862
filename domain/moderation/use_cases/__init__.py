"""What members and moderators do about texts."""
