/* Parbench's workloads, and a whole runner, for C and for every language that can call C.
 *
 * Link libparbench_kernels. The ABI is stable within a major version of the library (its soname);
 * structures only grow at their end, which their member `size` tells. Strings are UTF-8.
 *
 * The first half runs single tasks. The second half is all that a runner needs: its main calls
 * parbench_runner_main, and its `run` spreads the tasks of one pass over N workers. */
#ifndef PARBENCH_KERNELS_H
#define PARBENCH_KERNELS_H

#include <stddef.h>
#include <stdint.h>

#ifdef __GNUC__
#define PARBENCH_API __attribute__((visibility("default")))
#else
#define PARBENCH_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* Why the last call on this thread failed: one line. Valid until the next call that fails. */
PARBENCH_API const char* parbench_error(void);

/* ---- Workloads ---- */

typedef struct parbench_workload parbench_workload;

/* The name of a workload, by its place in `parbench list`; NULL beyond the last. */
PARBENCH_API const char* parbench_workload_name(size_t place);

/* Prepares a workload's data for workers 0 to workers - 1. `parameters`: a JSON object, as in the
 * column `params` of samples.csv ({"count":64,"set":"even"}); what it omits, and NULL, is the default.
 * `scratch`: an existing folder for large data; NULL: a new one until parbench_close.
 * Returns NULL if it fails, and for workloads whose tasks share something: only a pass can check these. */
PARBENCH_API parbench_workload* parbench_open(const char* name, const char* parameters, int workers,
                                              const char* scratch);
PARBENCH_API void parbench_close(parbench_workload* workload);

/* The number of tasks, T. */
PARBENCH_API size_t parbench_tasks(const parbench_workload* workload);

/* Runs one task on the calling thread and sets *digest to its result. Any thread may run any task,
 * but under one worker number only one task at a time. Returns 0, or -1 if it fails. */
PARBENCH_API int parbench_run_task(const parbench_workload* workload, size_t task, int worker,
                                   uint64_t* digest);

/* The digest that a task must have; 0 if there is no such task. */
PARBENCH_API uint64_t parbench_expected(const parbench_workload* workload, size_t task);

/* A pass has the sum of parbench_mix(task, its digest) over its tasks, modulo 2^64: with `x` before 16
 * hexadecimal digits, the column `digest` of samples.csv. parbench_digest is the sum that it must have. */
PARBENCH_API uint64_t parbench_mix(uint64_t task, uint64_t digest);
PARBENCH_API uint64_t parbench_digest(const parbench_workload* workload);

/* ---- A runner ---- */

/* The tasks of one pass. The same in every call during a trial. */
typedef struct parbench_job parbench_job;

PARBENCH_API size_t parbench_job_tasks(const parbench_job* job);

/* Runs one task on the calling thread, as worker 0 <= worker < N: exactly once per task and pass, under
 * one worker number only one task at a time, and N at once while at least N are left. Returns 0, or -1
 * if this or an earlier task failed: then start no further task. The trial ends with the message of the
 * first one that failed. */
PARBENCH_API int parbench_job_run(const parbench_job* job, size_t task, int worker);

/* Called by a worker after its last task of a pass, on its thread or in its process. Required if the
 * thread is about to end, or the worker is another process. */
PARBENCH_API void parbench_job_leave(const parbench_job* job, int worker);

/* Says why `start` or `run` fails: "thread 3 of 4 could not be started". The first call counts. A
 * worker that is another process sends its parbench_error() to the one that called `run`, for this. */
PARBENCH_API void parbench_job_fail(const parbench_job* job, const char* reason);

typedef struct parbench_runner {
  size_t size;         /* sizeof(parbench_runner) */
  const char* name;    /* in tables and charts: lower case, digits, _ */
  const char* family;  /* "threads", "processes", "tasking", ...: its colour in charts */
  const char* about;   /* one line for `parbench list`, or NULL */
  const char* counts;  /* what N counts ("N threads; the caller waits"), or NULL */
  const char* version; /* of the runtime that it uses, or NULL */
  int serial;          /* not 0: there is only N = 1 */

  /* "NAME=value" is set, "NAME=" is unset before the runner starts; ends with NULL. Or NULL. */
  const char* const* environment;

  /* One pass over all tasks; returns when every task is done. Called any number of times, also with no
   * task, and with fewer tasks than workers. Returns 0, or anything else if it fails. */
  int (*run)(void* state, const parbench_job* job, int workers);

  /* Set-up: when it returns, all workers exist and are ready. Sets *state, which `run` and `stop` get.
   * Returns 0, or anything else if it fails; then `stop` is not called. NULL: there is none. */
  int (*start)(void** state, const parbench_job* job, int workers);

  /* Tear-down: when it returns, no thread and no process is left. NULL: there is none. */
  void (*stop)(void* state);
} parbench_runner;

/* All of a runner's main: describes it, or measures one trial with the loop of every compiled runner, and
 * returns the exit code. */
PARBENCH_API int parbench_runner_main(int argc, char** argv, const parbench_runner* runner);

#ifdef __cplusplus
}
#endif

#endif
