"""Backups: rows, files and (sealed) the signing key in one archive, and back into an empty place of either database.

Knows no setting and no Prefect; Prefect's own data is not backed up, because no decision rests on it.
"""
