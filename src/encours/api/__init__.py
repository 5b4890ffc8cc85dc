"""The REST API: the same use cases as the command line and the office, for programs."""
