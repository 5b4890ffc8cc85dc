"""Set-based writing: files go into temporary tables by COPY, and from there into the books by INSERT … SELECT. Nothing here loops over rows to write them."""
