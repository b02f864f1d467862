"""What people do about heroes: tell of somebody, choose, and say whether their story is read."""
