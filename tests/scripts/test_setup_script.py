"""scripts/setup: what it reports as missing, when it asks, when it installs."""

import time

import pytest

REQUIRED = ["benchmark/benchmark.h", "CLI/CLI.hpp", "nlohmann/json.hpp", "fmt/format.h"]
HEADERS = [*REQUIRED, "tbb/tbb.h", "boost/beast.hpp", "mpi/mpi.h"]
MPI = ["libopenmpi-dev", "openmpi-bin"]


@pytest.fixture
def machine(checkout):
    """A Debian machine with everything that scripts/bench needs, and a user without rights."""
    compiler = """case $* in
      *-dumpversion*) echo "${COMPILER_VERSION:-12}" ;;
      *--version*) echo "${COMPILER_NAME:-c++ (Debian)}" ;;
      *) grep -Fx -f "$HEADERS" ;;
    esac"""
    checkout.tool("c++", compiler)
    checkout.tool("cmake", 'echo "cmake version ${CMAKE_VERSION:-3.25.1}"')
    checkout.tool("ninja")
    checkout.tool("id", 'echo "${FAKE_UID:-1000}"')
    checkout.tool(
        "apt-get", 'echo "noise of apt-get"; [[ -z ${APT_REFUSES:-} || $* != *"$APT_REFUSES"* ]]'
    )
    checkout.tool("dpkg-query", 'grep -qx -- "${@: -1}" "$PACKAGES" && echo installed')
    checkout.tool("sudo", 'if [[ $1 == -n ]]; then exit "${SUDO_ASKS:-1}"; fi; exec "$@"')
    checkout.script("find_python", 'exit "${NO_PYTHON:-0}"')
    checkout.environment |= {"HEADERS": str(checkout.headers), "PACKAGES": str(checkout.packages)}
    see(checkout, HEADERS)
    return checkout


def see(machine, headers):
    machine.headers.write_text("".join(f'"{header}"\n' for header in headers))


def installed(machine):
    """The packages of every apt-get install, and under which rights it ran."""
    return [
        call[call.index("install") + 1 :] for call in machine.calls("apt-get") if "install" in call
    ]


def packages(call):
    return [argument for argument in call if not argument.startswith("-")]


def test_silent_and_quick_when_nothing_is_missing(machine):
    start = time.monotonic()
    done = machine.call("scripts/setup")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (
        not machine.calls("apt-get")
        and not machine.calls("sudo")
        and not machine.calls("dpkg-query")
    )
    assert time.monotonic() - start < 10  # a bound on a hang only


def test_asks_once_on_a_terminal_and_installs_what_is_missing(machine):
    (machine.tools / "ninja").unlink()
    see(machine, REQUIRED)
    done = machine.call("scripts/setup", answer="\n")
    assert done.returncode == 0
    assert done.stderr.count("[Y/n]") == 1
    assert "ninja-build libtbb-dev libboost-dev libopenmpi-dev openmpi-bin" in done.stderr
    assert [packages(call) for call in installed(machine)] == [
        ["ninja-build", "libtbb-dev", "libboost-dev", *MPI]
    ]
    assert "--no-remove" in installed(machine)[0]
    assert any("apt-get" in call for call in machine.calls("sudo"))
    assert [call for call in machine.calls("apt-get") if "update" in call]


@pytest.mark.parametrize("answer", ["n\n", "no\n", "\x04"])
def test_no_leaves_the_machine_alone(machine, answer):
    (machine.tools / "cmake").unlink()
    done = machine.call("scripts/setup", answer=answer)
    assert done.returncode == 2
    assert "sudo apt-get install -y cmake" in done.stderr
    assert not machine.calls("apt-get")


def test_no_to_optional_parts_goes_on_without_them(machine):
    see(machine, REQUIRED)
    done = machine.call("scripts/setup", answer="n\n")
    assert done.returncode == 0
    assert (
        "the tbb runner will be absent" in done.stderr
        and "the fetch workload will be absent" in done.stderr
    )
    assert not machine.calls("apt-get")


def test_yes_does_not_ask_on_a_terminal(machine):
    see(machine, HEADERS[1:])
    done = machine.call("scripts/setup", "--yes", answer="")
    assert done.returncode == 0
    assert "[Y/n]" not in done.stderr
    assert [packages(call) for call in installed(machine)] == [["libbenchmark-dev"]]


def test_without_terminal_or_consent_prints_the_one_line(machine):
    see(machine, HEADERS[1:])
    done = machine.call("scripts/setup", SUDO_ASKS="0")
    assert done.returncode == 2
    assert "sudo apt-get install -y libbenchmark-dev" in done.stderr
    assert not machine.calls("apt-get")


def test_without_rights_yes_prints_the_one_line(machine):
    see(machine, HEADERS[1:])
    done = machine.call("scripts/setup", "--yes")
    assert done.returncode == 2
    assert "sudo apt-get install -y libbenchmark-dev" in done.stderr
    assert not machine.calls("apt-get")


def test_without_sudo_the_one_line_uses_su(machine):
    see(machine, HEADERS[1:])
    (machine.tools / "sudo").unlink()
    machine.tool("su")
    done = machine.call("scripts/setup", answer="y\n")
    assert done.returncode == 2
    assert "su -c 'apt-get install -y libbenchmark-dev'" in done.stderr
    assert "[Y/n]" not in done.stderr


def test_without_rights_optional_parts_are_done_without(machine):
    done = machine.call("scripts/setup", NO_PYTHON="1")
    assert done.returncode == 0
    assert "the charts will be absent" in done.stderr
    assert (
        "sudo apt-get install -y python3 python3-matplotlib python3-numpy python3-scipy"
        in done.stderr
    )


@pytest.mark.parametrize(
    "arguments, environment",
    [
        ([], {"FAKE_UID": "0"}),
        (["--yes"], {"SUDO_ASKS": "0"}),
        ([], {"CI": "true", "SUDO_ASKS": "0"}),
    ],
    ids=["root", "yes", "CI"],
)
def test_installs_without_a_terminal(machine, arguments, environment):
    see(machine, HEADERS[1:])
    done = machine.call("scripts/setup", *arguments, **environment)
    assert done.returncode == 0
    assert "installing libbenchmark-dev" in done.stderr
    assert done.stdout == ""
    assert [packages(call) for call in installed(machine)] == [["libbenchmark-dev"]]


def test_root_needs_no_sudo(machine):
    see(machine, HEADERS[1:])
    machine.call("scripts/setup", FAKE_UID="0")
    assert not machine.calls("sudo")


@pytest.mark.parametrize("environment", [{"FAKE_UID": "0"}, {"CI": "true", "SUDO_ASKS": "0"}])
def test_no_install_wins_over_every_right(machine, environment):
    see(machine, HEADERS[1:])
    done = machine.call("scripts/setup", "--no-install", **environment)
    assert done.returncode == 2
    assert "libbenchmark-dev" in done.stderr
    assert not machine.calls("apt-get")


def test_packages_that_are_there_are_not_named(machine):
    machine.packages.write_text("python3\npython3-numpy\n")
    done = machine.call("scripts/setup", FAKE_UID="0", NO_PYTHON="1")
    assert done.returncode == 0
    assert [packages(call) for call in installed(machine)] == [
        ["python3-matplotlib", "python3-scipy", "python3-jinja2"]
    ]


def test_one_refused_optional_part_costs_only_itself(machine):
    (machine.tools / "ninja").unlink()
    see(machine, REQUIRED)
    done = machine.call("scripts/setup", FAKE_UID="0", NO_PYTHON="1", APT_REFUSES="libboost-dev")
    assert done.returncode == 0
    everything, *one_by_one = [packages(call) for call in installed(machine)]
    python = ["python3", "python3-matplotlib", "python3-numpy", "python3-scipy", "python3-jinja2"]
    assert one_by_one == [["ninja-build"], ["libtbb-dev"], ["libboost-dev"], MPI, python]
    assert everything == [package for call in one_by_one for package in call]
    absent = [line for line in done.stderr.splitlines() if "will be absent" in line]
    assert len(absent) == 1 and "the fetch workload" in absent[0] and "libboost-dev" in absent[0]


def test_optional_parts_alone_may_all_be_refused(machine):
    see(machine, REQUIRED)
    done = machine.call("scripts/setup", FAKE_UID="0", APT_REFUSES="-dev")
    assert done.returncode == 0
    assert done.stderr.count("will be absent") == 3


def test_a_refused_required_package_stops(machine):
    (machine.tools / "ninja").unlink()
    done = machine.call("scripts/setup", FAKE_UID="0", APT_REFUSES="ninja-build")
    assert done.returncode == 2
    assert "could not install ninja-build" in done.stderr


def test_a_failed_update_of_the_lists_is_no_reason_to_stop(machine):
    (machine.tools / "ninja").unlink()
    assert machine.call("scripts/setup", FAKE_UID="0", APT_REFUSES="update").returncode == 0
    assert installed(machine)


@pytest.mark.parametrize(
    "environment, named",
    [
        ({"COMPILER_VERSION": "11"}, "c++ is version 11"),
        (
            {"COMPILER_VERSION": "15.0.7", "COMPILER_NAME": "Debian clang version 15.0.7"},
            "c++ is version 15.0.7",
        ),
        ({"CMAKE_VERSION": "3.18.4"}, "is version 3.18.4"),
        ({"CXX": "no-such-compiler"}, "CXX=no-such-compiler"),
    ],
)
def test_what_is_too_old_is_named_and_nothing_is_installed(machine, environment, named):
    done = machine.call("scripts/setup", "--yes", FAKE_UID="0", **environment)
    assert done.returncode == 2
    assert named in done.stderr
    assert not machine.calls("apt-get")


def test_versions_are_compared_as_numbers(machine):
    done = machine.call("scripts/setup", CMAKE_VERSION="3.100.0", COMPILER_VERSION="100")
    assert done.returncode == 0


def test_prefixes_of_cmake_are_shown_to_the_compiler(machine):
    machine.call("scripts/setup", CMAKE_PREFIX_PATH="/opt/one two:/opt/three")
    call = next(call for call in machine.calls("c++") if "-E" in call)
    assert "/opt/one two/include" in call and "/opt/three/include" in call


def test_a_bare_machine_gets_everything(machine):
    for name in ("c++", "cmake", "ninja"):
        (machine.tools / name).unlink()
    machine.call("scripts/setup", FAKE_UID="0", NO_PYTHON="1")
    (call,) = installed(machine)
    assert (
        packages(call)
        == (
            "g++ cmake ninja-build libbenchmark-dev libcli11-dev nlohmann-json3-dev libfmt-dev "
            "libtbb-dev libboost-dev libopenmpi-dev openmpi-bin "
            "python3 python3-matplotlib python3-numpy python3-scipy python3-jinja2"
        ).split()
    )


@pytest.mark.parametrize(
    "purpose, more",
    [
        ("test", {"libgtest-dev"}),
        ("ci", {"libgtest-dev", "clang-format-16", "black", "python3-flake8"}),
        ("machines", {"libgtest-dev", "qemu-system-x86"}),
    ],
)
def test_tests_and_ci_need_more(machine, purpose, more):
    done = machine.call("scripts/setup", "--for", purpose, "--no-install", NO_PYTHON="1")
    assert done.returncode == 2
    assert more <= set(done.stderr.split())
    assert ("shellcheck" in done.stderr.split()) == (purpose == "ci")
    assert ("qemu-system-x86" in done.stderr.split()) == (purpose == "machines")


def test_other_systems_are_told_what_is_needed_and_go_on(machine):
    for name in ("apt-get", "cmake"):
        (machine.tools / name).unlink()
    done = machine.call("scripts/setup", "--yes")
    assert done.returncode == 0
    assert "CMake 3.22 or newer" in done.stderr and "cmake\n" not in done.stderr


@pytest.mark.parametrize(
    "arguments", [["--for", "fun"], ["--for"], ["--quick"], ["--yes", "--no-install"]]
)
def test_bad_options_name_what_is_allowed(machine, arguments):
    done = machine.call("scripts/setup", *arguments)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
