"""Match: needs find helpers, all at once at the least cost, or one need at a time.

`field.Field` judges one need against everybody at once, and is the only place that does; `solving.match` makes the
best of all needs together, `field.Field.suggest` gives the best few for one.
"""
