"""How an independent body approves a report: asked by mail, answered by reply or by a detached signature."""
