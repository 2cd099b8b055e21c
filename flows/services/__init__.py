"""The use cases. Plain functions of a session, facts and a day; no Prefect, no clock, no environment."""
