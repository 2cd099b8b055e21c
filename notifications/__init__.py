"""What we say and hear: composing mail, reading replies, moving bytes. Knows words and rules; no tables, no Prefect."""
