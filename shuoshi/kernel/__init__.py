"""What every room needs and no room owns: ids, the clock, working time, errors, marked texts.

No Django, no database, no settings. Times are timezone-aware; the district's zone is Asia/Shanghai.
"""
