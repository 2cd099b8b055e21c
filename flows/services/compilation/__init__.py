"""Reports: frozen, compiled, printed, published, and traced back to the mail."""
