"""What is on disk: schemas, shards with atomic commits, run directories, and SQL over them."""
