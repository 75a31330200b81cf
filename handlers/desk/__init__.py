"""The desk: a reading and a view of the ledger go in, an answer and effects come out."""
