"""Printed reports: PDF/UA-1 and PDF/A-3a in one file, compiled by Typst from the view model in a process of its own."""
