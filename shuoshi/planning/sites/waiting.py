"""How long people wait at stations side by side: one queue, people who come by chance (Erlang C)."""

import math


def mean_wait_min(people_per_hour: float, per_station_hour: float, stations: int) -> float:
    """Mean minutes in the queue; without end where more come than go.

    Source:  A. K. Erlang, 1917; M/M/c
    """
    load = people_per_hour / per_station_hour
    if load >= stations:
        return math.inf
    blocked = 1.0  # Erlang B, by its recursion
    for n in range(1, stations + 1):
        blocked = load * blocked / (n + load * blocked)
    waits = blocked / (1 - load / stations * (1 - blocked))
    return 60 * waits / (stations * per_station_hour - people_per_hour)


def fewest_stations(people_per_hour: float, per_station_hour: float, wait_min: float) -> int:
    """The fewest stations at which nobody waits longer than that on the average."""
    stations = max(1, math.ceil(people_per_hour / per_station_hour))
    while mean_wait_min(people_per_hour, per_station_hour, stations) > wait_min:
        stations += 1
    return stations
