"""service.csv and latency.csv: which rows count, and which are ignored or refused."""

import json

import pytest
from fixtures import placed, row, write_run
from services import LATENCY, SERVICE, plan_of
from side_rows import beside, text

from reports.data.records import read_run
from reports.data.rows import BadInput
from reports.data.service_tables import Bucket, Service, read_latency
from reports.data.side_tables import trial_of

PARAMS = '{"rate":"400/s"}'
SAMPLES = placed([row(1, "thread_pool", n, 1.0, workload="service", params=PARAMS) for n in (1, 2)])
SERVED = beside(SAMPLES[1], rate_per_s=400, achieved_per_s=398.5, requests=1000, queue_wait_s=0.001,
                service_s=0.018, latency_s=0.019, p50_s=0.018, p90_s=0.02, p99_s=0.03, p999_s="",
                max_s=0.05, utilisation=0.9, unserved=1.5, errors=2, offered_per_s=401)  # fmt: skip


def run_of(tmp_path, rows, columns=SERVICE, suffix="", plan=False):
    folder = write_run(tmp_path / "run", SAMPLES)
    (folder / "service.csv").write_text(text(columns, rows) + suffix, encoding="utf-8")
    if plan:
        (folder / "plan.json").write_text(json.dumps(plan_of(SAMPLES)), encoding="utf-8")
    return read_run(folder)


def test_a_trial_has_the_last_of_its_rows(tmp_path):
    rows = [SERVED | {"errors": 7}, SERVED, SERVED | {"position": 7}]
    run = run_of(tmp_path, rows, suffix="1,20260102T0")
    assert run.services == {
        trial_of(run.samples[1]): Service(
            400, 398.5, 1000, 0.001, 0.018, 0.019, 0.018, 0.02, 0.03, None, 0.05, 0.9, 1.5, 2, 401
        )
    }


def test_the_rate_of_the_arrivals_is_known_from_either_file(tmp_path):
    work = ("service", PARAMS)
    assert run_of(tmp_path, []).rates == {}
    assert run_of(tmp_path, [SERVED]).rates == {work: 400}
    run = run_of(tmp_path, [], plan=True)
    assert run.rates == run.plan.rate_per_s == {work: 400}


def test_a_file_without_the_columns_that_came_later_is_read(tmp_path):
    columns = [name for name in SERVICE if name not in ("errors", "offered_per_s")]
    rows = [{name: value for name, value in SERVED.items() if name in columns}]
    [service] = run_of(tmp_path, rows, columns).services.values()
    assert (service.errors, service.offered_per_s, service.unserved) == (None, None, 1.5)


@pytest.mark.parametrize(
    ("columns", "refused"),
    [
        ({"rate_per_s": 0}, "rate_per_s is '0'; allowed: a decimal number above 0"),
        ({"rate_per_s": ""}, "rate_per_s is ''"),
        ({"p99_s": 0.01}, "p99_s is '0.01'; allowed: at least 0.02, the quantile before it"),
        ({"requests": -1}, "requests is '-1'; allowed: an integer from 0"),
        ({"utilisation": "nan"}, "utilisation is 'nan'"),
    ],
)
def test_what_no_trial_can_have_is_refused(tmp_path, columns, refused):
    with pytest.raises(BadInput, match="service.csv, line 2: ") as error:
        run_of(tmp_path, [SERVED | columns])
    assert refused in str(error.value)


def latencies(tmp_path, rows):
    run = run_of(tmp_path, [SERVED])
    (run.folder / "latency.csv").write_text(text(LATENCY, rows), encoding="utf-8")
    return run, read_latency(run.folder, run.samples)


def test_a_histogram_rises_and_a_bucket_counts_once(tmp_path):
    long, short = (beside(SAMPLES[1], lower_s=low, upper_s=2 * low, requests=n)
                   for low, n in ((0.02, 3), (0.01, 5)))  # fmt: skip
    run, found = latencies(tmp_path, [long, short, long | {"requests": 4}, long | {"block": 9}])
    assert found == {trial_of(run.samples[1]): [Bucket(0.01, 0.02, 5), Bucket(0.02, 0.04, 4)]}
    (run.folder / "latency.csv").unlink()
    assert read_latency(run.folder, run.samples) == {}


def test_a_bucket_that_ends_before_it_begins_is_refused(tmp_path):
    with pytest.raises(BadInput, match="latency.csv, line 2: upper_s is '0.01'; allowed: at least"):
        latencies(tmp_path, [beside(SAMPLES[1], lower_s=0.02, upper_s=0.01, requests=1)])
