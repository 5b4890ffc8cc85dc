"""The review queue: what matching could not decide by itself is decided by a person, and can be taken back.

`queue` shows, `answers` keeps what a run said, `decide` and `exclude` record what a person says, `undo` takes it back, `learn` remembers.
"""
