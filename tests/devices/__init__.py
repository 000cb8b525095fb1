"""Who looks after whom: pairings, visits, pauses, contracts, measures."""
