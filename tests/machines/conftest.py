"""Boots each machine once for all tests of this folder."""

from __future__ import annotations

import guest
import pytest
from machines import MACHINES


@pytest.fixture(scope="session")
def archive(tmp_path_factory):
    reason = guest.why_not()
    if reason:
        pytest.skip(reason)
    return guest.build_root(tmp_path_factory.mktemp("guest"))


@pytest.fixture(scope="session")
def results(archive, tmp_path_factory):
    """results(machine): the folder with its runs; a machine that failed to boot fails again."""
    known = {}

    def of(machine):
        if machine not in known:
            known[machine] = guest.boot(machine, archive, tmp_path_factory.mktemp("machine"))
        return known[machine]

    return of


@pytest.fixture(params=MACHINES, ids=lambda machine: machine.name)
def machine(request):
    return request.param
