"""A stand-in for both platforms: people who write, servers that take what the bot sends, and refuse.

It speaks the wire formats of `bot.platforms.wecom` and `bot.platforms.dingtalk` and uses their ciphers, which
are tested against published vectors and other people's code.
"""
