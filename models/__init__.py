"""What we know: words, pure rules, tables and plan files. Knows no mail, no template, no Prefect."""
