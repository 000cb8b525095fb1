"""Rosters: who is on duty when, and where: hard rules never broken, soft ones weighed.

`solving.solve` makes one, also round what is fixed, or says which rules stand against each other;
`checking.faults_of` reads it duty by duty and shares nothing with what makes it.
"""
