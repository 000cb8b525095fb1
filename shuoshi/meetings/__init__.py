"""Bodies that decide: their dated rules and rolls, ballots and votes.

Nouns: BodyRule, Member, Ballot, Voter, Vote.
Invariants: who may vote is the roll on the day that the ballot was opened; one vote a person is a
constraint of the database; quorum and majority come from votes, and a file may only tighten them.
Sittings, agenda and minutes come with their own issue.
"""
