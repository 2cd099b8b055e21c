"""Files for people's own programs: the figures as a workbook, the press release as an editable text."""
