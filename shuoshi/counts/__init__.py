"""Counts: everybody once: a sampling, a roll-call after moving people out, a gas check door to door.

A *count* is one round of an area under the edition of its rules, which is a file: who is counted (persons or
households), in which *containers* (a tube of ten, a roll-call list, a sheet of a building), by which steps these go to
whom, what may be found, why somebody may be missing. A *member* is bound to a container at a *site* and counted once,
however often they come. *Completeness* says by building who is missing and why, round against round.
"""
