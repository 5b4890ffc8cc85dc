"""What every page needs: where a request stands, what it asks, what went wrong."""
