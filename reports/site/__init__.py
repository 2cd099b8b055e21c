"""The public site: static pages of a portal in three languages. No script, no request to another site."""
