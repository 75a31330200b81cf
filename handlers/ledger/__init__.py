"""The ledger's things: items, units, months, plans and reports."""
