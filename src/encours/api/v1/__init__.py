"""Version 1. Keys may be added, never renamed or removed; amounts are integers in minor units with their currency."""
