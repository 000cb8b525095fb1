"""Rounds: a day's visits, samplings and deliveries as routes for cars and walkers, and what came of each stop.

Nouns: Round (one day's plan of a place), Crew (who goes), Stop (where to), Leg (how long a way takes, if a site knows).
Invariants: a plan is made by `planning.rounds`, stored whole and checked before it is shown; what is done or on the
way stays when it is made anew; whoever is left out has the reason; no place of anybody is traced, a stop is told by
its crew.
"""
