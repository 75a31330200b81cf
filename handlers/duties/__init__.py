"""The calendar of duties: working days, deadlines, what is owed."""
