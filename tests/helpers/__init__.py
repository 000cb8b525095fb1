"""Who helps: kinds, clearance, teams under the receiving community, confirmed hours."""
