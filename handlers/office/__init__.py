"""What the supervision office orders and asks in chat: read from everyday words and decided."""
