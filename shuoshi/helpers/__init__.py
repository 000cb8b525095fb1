"""Helpers: who helps, of which kind, with what they can and when; their teams; where these are sent; their hours.

Nouns: HelperKind (a code table), Helper, Team, Deployment (a team under a receiving community), Service (hours).
Invariants: name and phone are sealed; a helper belongs to a unit; a deployment goes asked → sent → arrived → released,
and the receiving community says so at both ends; hours count once the organiser confirmed them, nobody confirms
their own, and an official's hours while sent down are duty and no volunteering. No points, no ranking, no place traced.
"""
