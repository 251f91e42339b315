"""Every file of a run holds what its schema says, also where trials fail or figures are odd."""

import json
import math
from pathlib import Path

import pytest
from program import rows_of

FAKE = Path(__file__).with_name("fake_runner.py")
EMPTY = ("run", "--workloads", "empty", "--set", "empty.tasks=6", "--sample", "1ms", "--blocks", 2)


def holds(field: dict, text: str) -> bool:
    """What the table schema allows; no figure of a run is negative."""
    limits = field.get("constraints", {})
    if text == "":
        return not limits.get("required")
    if "enum" in limits and text not in limits["enum"]:
        return False
    checks = {
        "integer": lambda: text.isdigit() and int(text) < 10**18,
        "number": lambda: math.isfinite(float(text)) and not text.startswith("-"),
        "object": lambda: isinstance(json.loads(text), dict),
        "boolean": lambda: text in ("true", "false"),
    }
    return checks.get(field["type"], lambda: True)()


def odd_fields(folder: Path) -> list[tuple[str, str, str]]:
    """File, column and text of each field that its schema does not allow."""
    found = []
    for resource in json.loads((folder / "datapackage.json").read_text())["resources"]:
        if not (folder / resource["path"]).exists():
            continue
        fields = resource["schema"]["fields"]
        for row in rows_of(folder / resource["path"]):
            assert list(row) == [field["name"] for field in fields], resource["path"]
            found += [
                (resource["path"], field["name"], row[field["name"]])
                for field in fields
                if not holds(field, row[field["name"]])
            ]
    return found


def strict_json(path: Path) -> object:
    def refuse(constant: str) -> None:
        raise AssertionError(f"{path.name} holds {constant}")

    return json.loads(path.read_text(), parse_constant=refuse)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({}, 0),
        ({"silent": True}, 0),
        ({"exit": 1, "say": 'no\t"room"\x1b[31m', "good": 1}, 1),
        ({"digest": "x0123456789abcdef"}, 1),
        ({"foreign_cpu_s": {"2": [-0.0]}}, 0),
        ({"foreign_cpu_s": {"2": [-1]}}, 1),
        ({"wall_s": {"2": [1e300]}}, 1),
        ({"wall_s": {"2": [1e-12]}}, 0),
    ],
)
def test_every_file_holds_what_its_schema_allows(parbench, tmp_path, given, code):
    out = tmp_path / "run"
    fake = {"PARBENCH_FAKE": json.dumps(given), "PARBENCH_FAKE_STATE": str(tmp_path)}
    runners = ("--runners", f"thread_pool,{FAKE}", "--workers", 2, "--trace", "pool")
    ended = parbench(*EMPTY, *runners, "-o", out, **fake)
    assert ended.returncode == code, ended.stderr
    assert odd_fields(out) == []
    for path in out.glob("*.json"):
        strict_json(path)
    entries = strict_json(out / "google_benchmark.json")["benchmarks"]
    assert len(entries) == len(rows_of(out / "samples.csv"))
    for name in {entry["name"] for entry in entries}:
        mine = [entry for entry in entries if entry["name"] == name]
        assert [entry["repetition_index"] for entry in mine] == list(range(len(mine)))
        assert {entry["repetitions"] for entry in mine} == {len(mine)}
