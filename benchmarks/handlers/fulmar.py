"""Fulmar, as it is deployed."""

from app.lambda_handler import api_handler as handler

__all__ = ["handler"]
