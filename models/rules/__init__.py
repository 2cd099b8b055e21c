"""Pure decisions: facts and a date in, a decision out. No table, no clock, no environment."""
