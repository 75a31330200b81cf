"""Reading is measured on messages: dev.jsonl came with the rules, own.jsonl was written for this project."""
