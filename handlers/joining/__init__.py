"""Who may speak for a unit: joining, handing over, deputising, leaving."""
