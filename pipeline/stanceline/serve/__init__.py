"""The report, live: the same page over many runs, with filters, search, reading and an API."""
