"""Labels of people: which passages to label, in and out of every tool, and how far they agree."""
