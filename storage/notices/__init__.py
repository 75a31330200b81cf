"""Readers of the founding document: a file in, items out."""
