"""Rounds: stops and crews become routes, with windows, loads, skills, rests and priorities.

A plan is made by `solving.solve`, made anew under way by `replanning.replan`, and checked by
`checking.faults_of`, which imports the terms alone.
"""
