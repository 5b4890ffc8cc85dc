"""`encours diagnose`: files in, an answer out, nothing kept. It takes the same paths as everything else, in a database that is dropped."""
