"""What changes and what is due, for programs that remind people: Atom (RFC 4287) and iCalendar (RFC 5545)."""
