"""What the product team does with answers and their clock."""
