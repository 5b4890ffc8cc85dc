"""Writing single facts. Bulk writing is in `store.bulk`."""
