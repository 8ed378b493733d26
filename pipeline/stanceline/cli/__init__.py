"""The command ``stanceline``: one file a verb; data on stdout, talk on stderr."""
