"""Places are public: everybody chooses one to say something."""

from shuoshi.reach.declared import Open

_WHY = "Where things are, from the public list of divisions and the site's own: of no person."
DECLARED = tuple(
    Open(f"places_{table}", _WHY)
    for table in ("place", "placecode", "placename", "succession", "estate", "site")
)
