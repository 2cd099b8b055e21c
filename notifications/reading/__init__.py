"""Understanding replies: which answers to the form a mail holds. Knows no database, no people, no network."""

from notifications.reading.objection import is_objection
from notifications.reading.reply import read_reply

__all__ = ["is_objection", "read_reply"]
