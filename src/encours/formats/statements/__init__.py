"""Bank statements: one folder for each format, found by listing this package (`recognise`)."""
