"""What we publish: view models and their renderings. Knows words and rules; no tables, no Prefect."""
