"""Rosters: who is on duty where and when, round the clock.

A *roster* is a period of a place by a *pattern* of shifts, which is a file; its *spots* say how many are asked for in
each shift, its *members* are helpers with what they can and wish; a *turn* is one member's shift on a day at a spot. A
plan keeps every hard rule or is none; what is published is changed as little as can be. A turn is begun and ended by
whoever serves it, and its real minutes become hours that the organiser confirms. Members *swap* turns when the rules
allow it and whoever arranges agrees.
"""
