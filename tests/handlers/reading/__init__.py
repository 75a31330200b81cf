"""Reading is measured on messages: dev.jsonl came with the specification, own.jsonl was written for this project."""
