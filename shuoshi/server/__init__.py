"""Settings, addresses, the embedded PostgreSQL, the supervisor, the command line.

Composes the rooms; decides nothing.
"""
