"""Every sentence the bot says. Nothing here decides anything."""
