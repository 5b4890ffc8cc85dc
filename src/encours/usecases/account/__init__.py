"""A person's own account: password, second factor, proof of who one is."""
