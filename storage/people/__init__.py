"""Readers of rosters and of lists of group chats."""
