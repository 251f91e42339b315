"""scripts/rivals: builds the adapters whose sources it is given, against this build."""

import shutil

import pytest
from program import ROOT


@pytest.fixture
def rivals(checkout):
    adapters = "docs/examples/rivals"
    shutil.copytree(ROOT / adapters, checkout.root / adapters)
    checkout.write(checkout.root / "build/release/parbench", "")
    checkout.tool("cmake")
    checkout.tool("nproc", "echo 2")
    (checkout.root / "task flow").mkdir()
    return checkout


def test_it_builds_the_adapters_of_the_given_sources(rivals):
    done = rivals.call("scripts/rivals", "taskflow=task flow", "libfork=.")
    assert done.returncode == 0, done.stderr
    install, configure, build = rivals.calls("cmake")
    prefix = str(rivals.root / "build/rivals/prefix")
    assert install[1:] == ["--install", str(rivals.root / "build/release"), "--prefix", prefix]
    assert {f"-DTASKFLOW={rivals.root / 'task flow'}", f"-DLIBFORK={rivals.root}",
            f"-DCMAKE_PREFIX_PATH={prefix}"} <= set(configure)  # fmt: skip
    assert build[1:3] == ["--build", str(rivals.root / "build/rivals")]


@pytest.mark.parametrize(
    "words, said",
    [
        (["taskflow"], "'taskflow' is not NAME=FOLDER, with NAME one of: bs_thread_pool dispenso"),
        (["pool=."], "'pool=.' is not NAME=FOLDER"),
        (["taskflow=/no/such"], "taskflow: '/no/such' is not a folder"),
        ([], "usage: scripts/rivals NAME=FOLDER..."),
    ],
)
def test_wrong_words_are_refused_before_anything_is_built(rivals, words, said):
    done = rivals.call("scripts/rivals", *words)
    assert done.returncode == 2 and said in done.stderr
    assert not rivals.calls("cmake")


def test_without_a_build_it_says_how_to_make_one(rivals):
    (rivals.root / "build/release/parbench").unlink()
    done = rivals.call("scripts/rivals", "libfork=.")
    assert done.returncode == 2 and "is not built: scripts/build" in done.stderr
