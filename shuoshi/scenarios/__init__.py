"""Districts that ship with the house, for demonstration and tests."""
