"""Working calendars and stored deadlines, and the decisions that move them."""
