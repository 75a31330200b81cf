"""The demo: the whole program on one machine, against stand-ins for both platforms, on a clock of 2023."""
