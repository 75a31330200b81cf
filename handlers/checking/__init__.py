"""Checks: what a careful clerk would ask about a report. It is recorded all the same; see `ledger.points`."""
