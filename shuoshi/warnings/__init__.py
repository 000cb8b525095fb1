"""Warnings: who is told to be ready or to leave, who answered, who has left, arrived, come home (预警叫应、转移包保).

A *plan* says of a household at risk what threatens it, by which way it leaves, for where, what it needs; who knocks,
who stands in, who drives is care's pairing under the scheme that a *ladder* names. A ladder is a file: what each colour
asks for, within how many minutes somebody has to answer, who hears of it when nobody does. A *warning* is relayed with
its source, never issued; it makes a *call* to every household that it is for, and *steps* say how far each has come.
"""
