"""A mail (.eml) as the files it brings: its attachments, and the table of its own text."""
