"""Views: load, one action or query, render."""
