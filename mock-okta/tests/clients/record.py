"""Writes the first records of a mock to a file, to be replayed by others."""

import sys

from checks import ROWS, Mock

folder, name, path = sys.argv[1:]
records = [line["raw"] for line in Mock(folder, name).lines("ledger")[:ROWS]]
assert len(records) == ROWS, f"{len(records)} records of {ROWS}"
with open(path, "w", encoding="utf-8") as file:
    file.writelines(f"{record}\n" for record in records)
