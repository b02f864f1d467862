"""What people do with experiments, from the plan to what was learned."""
