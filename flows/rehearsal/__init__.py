"""A plan's whole life in simulated time: the real services, a simulated clock, simulated people, real mail bytes.

Knows services, notifications and tables; no Prefect, no environment, no real clock.
"""
