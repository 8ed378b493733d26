"""The four classes of a passage, and the columns of their probabilities, in one order."""

CLASSES = ("neither", "premium", "capitulation", "both")
PROBABILITIES = ("p_neither", "p_premium", "p_capitulation", "p_both")
