"""A run directory to datasets that others can use, with text or without, and back."""
