"""Meetings, consultations and contributions, counted."""
