"""What the application does: one use case, one function."""
