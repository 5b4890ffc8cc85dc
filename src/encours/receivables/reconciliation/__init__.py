"""Two accounts of the same movements, set side by side: what both say, what only one says, and why."""
