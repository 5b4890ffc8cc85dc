"""The public benchmark of matching: an invented company's receipts, garbled at five levels of noise, with the truth."""
