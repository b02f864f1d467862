"""Making keys and signing."""
