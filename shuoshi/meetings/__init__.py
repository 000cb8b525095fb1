"""Bodies that decide: their dated rules and rolls, ballots and votes.

Nouns: BodyRule, Member, Ballot, Voter, Vote; Sitting with its minutes, Item (a line that became a matter).
Invariants: who may vote is the roll on the day that the ballot was opened; one vote a person is a
constraint of the database; quorum and majority come from votes, and a file may only tighten them.
Agenda, notice and quorum of sittings are not here yet: a sitting is one that was held.
"""
