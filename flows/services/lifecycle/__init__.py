"""The life of a commitment: stages, gates, acts, amendments, and the bodies that decide."""
