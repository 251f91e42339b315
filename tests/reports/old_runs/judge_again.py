"""Writes the verdicts of the old runs anew: only where a rule changed on purpose."""

import json
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[2]))

from reports.data.records import read_run  # noqa: E402
from reports.output import summary_csv, verdicts_json  # noqa: E402
from reports.verdicts.findings import judge_run  # noqa: E402

for folder in (HERE / "quick", HERE / "mixed"):
    judged = judge_run(read_run(folder))
    (folder / "summary.csv").write_text(summary_csv.text(judged), encoding="utf-8")
    found = verdicts_json.content(judged)
    del found["quality"]
    for experiment in found["experiments"]:
        del experiment["sentences"], experiment["cells"]
    text = json.dumps(found, indent=1, ensure_ascii=False)
    (folder / "verdicts.json").write_text(text + "\n", encoding="utf-8")
