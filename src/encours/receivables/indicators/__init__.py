"""Key figures of receivables: one file each, computed from the aggregates of `inputs` (docs/rules/indicators.md)."""
