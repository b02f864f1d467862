"""What the product team does with the ideas of others, and what time does."""
