"""From words to meaning: a pure, total function of the text and of what is known about its sender."""

from handlers.reading.catalog import Catalog
from handlers.reading.reader import read

__all__ = ["Catalog", "read"]
