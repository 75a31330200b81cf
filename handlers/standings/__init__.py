"""How the ledger stands at a time: progress against plans, lights, classes. All outputs draw from it."""
