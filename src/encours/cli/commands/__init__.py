"""One module per command or family of commands, each with `register(app)`. Listing this package is what finds them.

A module imports at its top only `typer`, the desk and the kernel; what a command needs is imported inside it, because every
command line loads every module.
"""
