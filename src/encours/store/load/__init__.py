"""Reading: set-based SQL that answers with frozen rows. No function here writes, and none runs a query per row."""
