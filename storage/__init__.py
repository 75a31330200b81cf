"""The ledger on disk. Rows never leave this package."""
