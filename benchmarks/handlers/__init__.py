"""The same API five ways, each with a `handler` for events of API Gateway."""
