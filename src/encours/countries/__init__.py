"""What each country's law and practice say: one folder per country, each with a `COUNTRY` (see `contract`)."""
