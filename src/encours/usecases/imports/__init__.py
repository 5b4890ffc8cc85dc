"""Importing files: stage, preview, commit, all or nothing in one transaction; undo by reversal while nothing depends on it.

`run.import_file` is the one door. What a kind of file does is a handler, one module per kind.
"""
