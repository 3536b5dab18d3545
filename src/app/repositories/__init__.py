"""Everything that is read from and written to AWS: one class a table's kind of item, one method an access pattern."""
