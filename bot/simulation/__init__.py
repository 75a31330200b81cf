"""A ledger year played by made-up contacts and a made-up office, through the real intake.

What each message means is known before it is worded, so that the ledger can be compared with what was meant.
Everything is drawn by seeded dice: the same seed plays the same year. Used by the demo and by simulations.
"""
