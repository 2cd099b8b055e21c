"""The quarterly loop of the supervisory committees: packs, reviews, recommendations."""
