"""Ways in and out: files of messages now; the wall, the desk phone and others with their issue."""
