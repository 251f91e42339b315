#!/usr/bin/env node
// A runner for Node.js that speaks docs/protocol.md itself: one thread, N tasks in flight.
import { renameSync, writeFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";

// ---- Digests ----

const u64 = (x) => BigInt.asUintN(64, x);

function scramble(x) {
  x = u64((x ^ (x >> 30n)) * 0xbf58476d1ce4e5b9n);
  x = u64((x ^ (x >> 27n)) * 0x94d049bb133111ebn);
  return x ^ (x >> 31n);
}

const mix = (index, digest) => scramble(u64((BigInt(index) + 1n) * 0x9e3779b97f4a7c15n) ^ scramble(digest));

// ---- Workloads: `run` gives a task's digest, or a promise of it; `expected` the right one ----

class Unsupported extends Error {}

async function waitUntil(deadline) {
  let left;
  while ((left = deadline - performance.now()) > 0) await wait(Math.ceil(left)); // timers may be early
}

function conformance(params) {
  const [at, size] = [Number(params.at), Number(params.meet)];
  const groups = new Map();
  let started = 0; // over all passes
  const meet = async () => {
    const number = Math.floor(started++ / size);
    if (!groups.has(number)) {
      const group = { present: 0 };
      group.whole = new Promise((resolve) => (group.open = resolve));
      groups.set(number, group);
    }
    const group = groups.get(number);
    if (++group.present === size) group.open(true);
    const patience = new AbortController();
    const late = wait(10_000, false, { signal: patience.signal }).catch(() => false);
    const met = await Promise.race([group.whole, late]);
    patience.abort();
    if (!met) throw new Error(`only ${group.present} of ${size} tasks came to run at once within 10 s`);
    await waitUntil(performance.now() + 2);
  };
  return {
    tasks: Number(params.tasks),
    run(index) {
      const digest = scramble(BigInt(index));
      if (params.behaviour === "meet") return meet().then(() => digest);
      if (params.behaviour === "fail" && index === at) throw new Error(`task ${index} fails as asked`);
      if (params.behaviour === "die" && index === at) process.kill(process.pid, "SIGKILL");
      return digest;
    },
    expected: (index) => scramble(BigInt(index)),
  };
}

const empty = (params) => ({ tasks: Number(params.tasks), run: BigInt, expected: BigInt });

const UNITS_NS = { ns: 1, us: 1e3, ms: 1e6, s: 1e9, min: 60e9, m: 60e9, h: 3600e9 };

function sleep(params) {
  if (params.spread !== "fixed") throw new Unsupported(`sleep.spread is ${params.spread}: only fixed`);
  const [, number, unit] = params.duration.match(/^([0-9.]+)([a-z]+)$/);
  const ns = Math.round(Number(number) * UNITS_NS[unit]);
  return {
    tasks: Number(params.tasks),
    async run() {
      const start = performance.now();
      await waitUntil(start + ns / 1e6);
      return scramble(BigInt(2 * ns + (performance.now() - start >= ns / 1e6 ? 1 : 0)));
    },
    expected: () => scramble(BigInt(2 * ns + 1)),
  };
}

const WORKLOADS = { conformance, empty, sleep };

// ---- One pass: N workers, each of which takes the next task when its own has ended ----

async function runPass(workload, workers) {
  const pass = { digests: new BigUint64Array(workload.tasks), seen: 0, inFlight: 0, most: 0 };
  let next = 0;
  const work = async () => {
    if (next < workload.tasks) ++pass.seen;
    while (next < workload.tasks) {
      const index = next++;
      const digest = workload.run(index);
      if (typeof digest === "bigint") {
        pass.digests[index] = digest;
        continue;
      }
      pass.most = Math.max(pass.most, ++pass.inFlight);
      pass.digests[index] = await digest;
      --pass.inFlight;
    }
  };
  const cpu = process.cpuUsage();
  const start = performance.now();
  await Promise.all(Array.from({ length: workers }, work));
  pass.wallS = (performance.now() - start) / 1e3;
  const used = process.cpuUsage(cpu);
  pass.cpuS = (used.user + used.system) / 1e6;
  pass.most = Math.max(pass.most, Math.min(workload.tasks, 1));
  return pass;
}

async function runTrial(request, path) {
  if (request.protocol !== 1) throw new Unsupported(`protocol version ${request.protocol} is not 1`);
  if (!Object.hasOwn(WORKLOADS, request.workload)) throw new Unsupported(`this runner has no workload ${request.workload}`);
  const workload = WORKLOADS[request.workload](request.params);
  const expected = BigUint64Array.from({ length: workload.tasks }, (_, index) => workload.expected(index));
  const checked = async () => {
    const pass = await runPass(workload, request.workers);
    const wrong = pass.digests.findIndex((digest, index) => digest !== expected[index]);
    if (wrong < 0) return pass;
    console.error(`task ${wrong} has a wrong result`);
    process.exit(3);
  };
  const cold = await checked();
  let passes = request.passes;
  if (passes === 0) passes = Math.max(1, Math.ceil(request.min_sample_s / (await checked()).wallS));
  const timed = [];
  while (timed.length < passes) timed.push(await checked());
  const walls = timed.map((pass) => pass.wallS);
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / passes;
  const wallMin = walls.reduce((a, b) => Math.min(a, b));
  const wallMax = walls.reduce((a, b) => Math.max(a, b));
  const sum = expected.reduce((sum, digest, index) => u64(sum + mix(index, digest)), 0n);
  const record = {
    protocol: 1, tasks: workload.tasks, passes,
    setup_s: 0, cold_s: cold.wallS, teardown_s: 0,
    wall_s: Math.min(Math.max(mean(walls), wallMin), wallMax), // a mean is rounded
    wall_min_s: wallMin, wall_max_s: wallMax,
    cpu_s: mean(timed.map((pass) => pass.cpuS)),
    workers_seen: Math.max(...timed.map((pass) => pass.seen)), max_in_flight: cold.most,
    peak_rss_kib: process.resourceUsage().maxRSS,
    digest: "x" + sum.toString(16).padStart(16, "0"),
  };
  writeFileSync(`${path}.part`, JSON.stringify(record));
  renameSync(`${path}.part`, path);
}

const args = process.argv.slice(2);
if (args.length === 1 && args[0] === "--describe") {
  console.log(JSON.stringify({
    protocol: 1, name: "node", family: "event_loop", version: `Node.js ${process.version}`,
    about: "promises of Node.js, N tasks in flight on one thread", workers: "N tasks in flight",
    workloads: Object.keys(WORKLOADS), memory: { process_bytes: 64 << 20, worker_bytes: 4096 },
  }));
} else if (args.length === 4 && args[0] === "--trial" && args[2] === "--record") {
  try {
    await runTrial(JSON.parse(args[1]), args[3]);
  } catch (error) {
    console.error(error.message);
    process.exit(error instanceof Unsupported ? 4 : 1);
  }
} else {
  console.error("usage: node.mjs --describe | --trial JSON --record PATH");
  process.exit(2);
}
