"""How pages look: base template, components, styles, the language, worded errors. No models."""
