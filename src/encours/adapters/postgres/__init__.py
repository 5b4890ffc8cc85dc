"""PostgreSQL for everybody: the server Encours starts by itself, and whatever is done with PostgreSQL's own programs.

Start reading at `supervisor.running_server`. `binaries` is the only module that knows where the programs come from.
"""
