"""The worked example: scenes as data, played through the program, and the document that comes of it."""
