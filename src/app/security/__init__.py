"""Passwords, keys and tokens: what proves who somebody is."""
