"""Bytes become articles: readers by content, dates, languages, agencies and stories."""
