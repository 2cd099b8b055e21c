"""The figures as a Data Package (version 2) with a DCAT-AP catalogue entry. Codes in English, labels in three languages."""
