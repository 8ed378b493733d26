"""Fetching from the web, into an archive that can be read offline."""
