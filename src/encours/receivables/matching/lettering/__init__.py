"""Lettering: which lines of one ledger account settle each other (lettrage). Start with `propose.propose_letters`."""
