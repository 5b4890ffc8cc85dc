"""Who paid what: proposals, each with its reasons, from receipts and open items."""
