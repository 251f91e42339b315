// Starts the ranks of a trial with mpirun, and turns its pages of advice into one line.
#pragma once

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

namespace parbench {

// mpirun frames what it says itself in lines of dashes. A line outside of them is a rank's; the last
// one says why the trial failed, unless a rank was killed.
inline std::string reason_in(const std::string& text) {
  std::istringstream lines{text};
  std::string ours, mpiruns, killed;
  bool framed = false;
  for (std::string line; std::getline(lines, line);) {
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    int rank = 0, number = 0;
    const std::size_t at = line.find("process rank ");
    const std::size_t how = line.find("exited on signal ");
    if (line.starts_with("--------")) {
      framed = !framed;
    } else if (framed && at != std::string::npos && how != std::string::npos &&
               std::sscanf(&line[at], "process rank %d", &rank) == 1 &&
               std::sscanf(&line[how], "exited on signal %d", &number) == 1) {
      const char* const name = sigabbrev_np(number);
      killed = (rank == 0 ? "the master rank" : "worker " + std::to_string(rank - 1)) +
               " was killed by SIG" + (name != nullptr ? name : std::to_string(number));
    } else if (framed) {
      mpiruns += (mpiruns.empty() ? "mpirun: " : " ") + line;
    } else {
      ours = line;
    }
  }
  return !ours.empty() ? ours : !killed.empty() ? killed : mpiruns;
}

// In the child. The folder of the record is the trial's own: what mpirun leaves goes with it.
[[noreturn]] inline void become_mpirun(const std::vector<std::string>& workers_and_command) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  const std::filesystem::path folder =
      std::filesystem::absolute(workers_and_command.back()).parent_path();
  setenv("TMPDIR", folder.c_str(), 1);
  if (geteuid() == 0) {  // otherwise it refuses
    setenv("OMPI_ALLOW_RUN_AS_ROOT", "1", 1);
    setenv("OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1", 1);
  }
  std::vector<std::string> words{
      "mpirun", "-np", std::to_string(std::atoi(workers_and_command[0].c_str()) + 1),
      // More ranks than CPUs are wanted, and none may be tied to one.
      "--oversubscribe", "--bind-to", "none", "--mca", "mpi_yield_when_idle", "1",
      // Its files in /dev/shm would outlive a kill.
      "--mca", "btl_vader_backing_directory", folder.string(),
      // Containers forbid reading another process's memory.
      "--mca", "btl_vader_single_copy_mechanism", "none",
      // On one machine no network and no remote shell is needed.
      "--mca", "btl", "self,vader", "--mca", "pml", "ob1", "--mca", "plm", "isolated",
      // When a rank has failed, the others end at once.
      "--mca", "odls_base_sigkill_timeout", "0"};
  words.insert(words.end(), workers_and_command.begin() + 1, workers_and_command.end());
  std::vector<char*> argv;
  argv.reserve(words.size() + 1);
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  execvp(argv[0], argv.data());
  std::fprintf(stderr, "mpirun cannot be run: %s: sudo apt install openmpi-bin\n",
               std::strerror(errno));
  _exit(1);
}

// Returns the exit code of the first rank that failed, or 1 where mpirun or a signal ended it.
inline int start_mpirun(const std::vector<std::string>& workers_and_command) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return 1;
  const pid_t child = fork();
  if (child == 0) {
    dup2(ends[1], STDERR_FILENO);
    become_mpirun(workers_and_command);
  }
  close(ends[1]);
  std::string text;
  char piece[4096];
  for (ssize_t got = 0; (got = read(ends[0], piece, sizeof piece)) > 0;)
    text.append(piece, static_cast<std::size_t>(got));
  close(ends[0]);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (status == 0 && child > 0) return 0;
  std::fprintf(stderr, "%s\n", reason_in(text).c_str());
  const int code = WIFEXITED(status) ? WEXITSTATUS(status) : 1;
  return code >= 1 && code <= 4 ? code : 1;
}

}  // namespace parbench
