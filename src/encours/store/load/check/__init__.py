"""What `encours check` asks of the books, one invariant a module: each reads the facts again and compares them with what is kept.

None of it shares code with what writes the books: two programs that agree prove more than one that agrees with itself.
"""
