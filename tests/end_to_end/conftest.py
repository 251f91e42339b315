"""The built program for the end-to-end tests; nothing here is measured for its speed."""

import pytest
from program import BUILD, Program


@pytest.fixture
def parbench(tmp_path) -> Program:
    if not (BUILD / "parbench").exists():
        pytest.fail(f"{BUILD}/parbench is not built: scripts/build")
    return Program(tmp_path)
