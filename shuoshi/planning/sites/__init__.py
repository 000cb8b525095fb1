"""Sites: where people are called to, so that nobody walks or waits too long, and how many work there.

`solving.propose` gives each home one site; `waiting` reckons how long people stand there with so many stations.
"""
