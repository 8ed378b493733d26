"""A corpus, shard by shard: planned once, committed atomically, continued after any death."""
