"""Lettering the accounts of a ledger: of a file by itself, and of a company's books."""
