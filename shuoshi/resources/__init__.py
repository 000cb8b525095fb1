"""Resources: what a place can draw on: services that units offer, goods in stock, the medical means.

Nouns: Offer (a service, with how many a week), Good (something in stock), Movement (why its number changed), Mean (a
fever clinic, a pharmacy, oxygen places, a vehicle).
Invariants: stock is what its movements add up to and never below nothing; what was given has its donor; how much of a
week is taken is counted from the matters themselves; a mean says on which day somebody last looked.
"""
