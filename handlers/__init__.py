"""The core: what a message means and what follows from it. Pure: no I/O, no clock, no framework."""
