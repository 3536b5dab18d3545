"""Fulmar: one FastAPI application on one Lambda function, its data in DynamoDB."""
