"""`python -m shuoshi` is the command `shuoshi`."""

from shuoshi.server.cli import main

main()
