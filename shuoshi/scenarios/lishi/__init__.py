"""Lishi (离石区, 141102): the reference district. Persons are made up; posts are roles.

Divisions: the statistical codes of 2023 out of the package china-division 2.7.0 (WTFPL).
"""
