"""Frame scores to a stance series: weights, story-clustered bands, calendar periods."""
