"""Where and how it runs: the list of deployments, the embedded start, and the plans of this installation."""
