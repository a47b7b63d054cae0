"""Writes the first records of a mock to two files, to be replayed by others."""

import sys
from pathlib import Path

from checks import FEW, MANY, Mock

folder, name = sys.argv[1:]
records = [line["raw"] for line in Mock(folder, name).lines("ledger")]
assert len(records) >= MANY, f"{len(records)} records of {MANY}"
for file, count in (("many", MANY), ("few", FEW)):
    lines = (f"{record}\n" for record in records[:count])
    Path(folder, f"{file}.ndjson").write_text("".join(lines), encoding="utf-8")
