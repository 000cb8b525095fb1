"""Rounds: a day planned, driven, planned anew."""
