"""The side-by-side measurement; one concern in each file."""
