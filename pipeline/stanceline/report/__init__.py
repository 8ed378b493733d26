"""A run directory in, one self-contained page for people out."""
