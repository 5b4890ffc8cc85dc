"""Placeholder"""
MEASURED: dict[str, tuple[int, int]] = {}
