/* A runner in C: threads that take the tasks of a pass by an atomic index. The rest of a runner is one call. */
#include <parbench/kernels.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

struct worker {
  pthread_t thread;
  int number;
  const parbench_job* job;
  atomic_size_t* next;
};

static void* work(void* argument) {
  struct worker* me = argument;
  size_t task;
  while ((task = atomic_fetch_add(me->next, 1)) < parbench_job_tasks(me->job)) {
    if (parbench_job_run(me->job, task, me->number) != 0) break;
  }
  parbench_job_leave(me->job, me->number);
  return NULL;
}

static int run(void* state, const parbench_job* job, int workers) {
  struct worker* all = calloc((size_t)workers, sizeof *all);
  atomic_size_t next = 0;
  int started = 0;
  (void)state;
  for (; all != NULL && started < workers; ++started) {
    struct worker* one = &all[started];
    one->number = started;
    one->job = job;
    one->next = &next;
    if (pthread_create(&one->thread, NULL, work, one) != 0) break;
  }
  if (started < workers) parbench_job_fail(job, "a thread could not be started");
  for (int i = 0; i < started; ++i) pthread_join(all[i].thread, NULL);
  free(all);
  return started < workers;
}

int main(int argc, char** argv) {
  static const parbench_runner runner = {
      .size = sizeof runner,
      .name = "c_threads",
      .family = "threads",
      .about = "threads in C, new in every pass, which take tasks by an atomic index",
      .counts = "N threads; the caller waits",
      .run = run,
  };
  return parbench_runner_main(argc, argv, &runner);
}
