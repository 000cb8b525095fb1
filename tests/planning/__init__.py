"""Planning, checked by what shares nothing with it."""
