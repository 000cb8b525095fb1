"""Composed pages and the API: they load, call one action or query, and render."""
