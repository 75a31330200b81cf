"""From words to meaning: a pure, total function of the text and of what is known about its sender."""
