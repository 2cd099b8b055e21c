"""Assessments by independent bodies, and the body that is still to be named."""
