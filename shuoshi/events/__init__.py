"""Events: the kinds of emergency, a file each.

A *kind* says by which law and for what purpose it is switched on, how long it lasts at first, what its switch opens
(*gates*: what programmes and rooms wait for), and how long after its end what it collected is kept. Switching itself
is `privacy`'s, and rooms ask `reach` whether a gate is open where something was captured.
"""
