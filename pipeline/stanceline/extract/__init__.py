"""Article to passages, mentions and voices: who speaks in which words, of whom and of how much."""
