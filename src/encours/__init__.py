"""Encours: open-source accounts receivable."""

__version__ = "0.1.0"
