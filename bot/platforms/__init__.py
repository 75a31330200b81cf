"""One room per platform: two conversions (wire to message, text to wire), no decisions."""
