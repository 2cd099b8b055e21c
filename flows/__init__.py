"""What we do, and when: use cases as plain functions, thin Prefect flows over them, and a command line."""
