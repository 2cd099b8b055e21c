"""What is late, who is told, and what stops it."""
