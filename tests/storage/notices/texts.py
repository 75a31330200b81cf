"""The texts these tests read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
NOTICE = (ROOT / "storage" / "data" / "2023-notice.txt").read_bytes()
EXPECTED: list[dict[str, Any]] = json.loads((HERE / "expected_2023.json").read_text(encoding="utf-8"))
ROW_FIELDS = (
    "kind",
    "no",
    "category",
    "text",
    "leaders",
    "units",
    "lead_units",
    "lead_known",
    "others",
    "deadline",
)


def other(name: str) -> bytes:
    return (HERE / "others" / name).read_bytes()
