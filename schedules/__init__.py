"""The alarm clock: asks the core what is due at or before now, and records it."""
