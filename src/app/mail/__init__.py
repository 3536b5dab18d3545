"""Mail: what the application writes to people, and how it is sent."""
