"""How mail leaves and what comes back undelivered: the outbox, batches, bounces, the probe."""
