// Starts the ranks of a trial with mpirun, and turns its pages of advice into one line.
#pragma once

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

#include "bench/runner.hpp"
#include "runners/mpi_hosts.hpp"

namespace parbench {

// From the master to here, on stderr: a daemon that ends later was not missing.
inline constexpr const char* ranks_started = "mpi: all ranks have started";

// From here to the master: the hosts of the trial.
inline constexpr const char* hosts_variable = "PARBENCH_MPI_HOSTS";

// From here to the ranks of this machine: the trial's own folder.
inline constexpr const char* folder_variable = "PARBENCH_MPI_FOLDER";

// What mpirun says of a failure, in lines of dashes: a page of advice, in which a line or two say why.
class FramedText {
 public:
  void add(const std::string& line) {
    text_ += (text_.empty() ? "mpirun: " : " ") + line;
    if (contains(line, "Remote daemon:")) lost_ = after(line, "on node ");
    if (contains(line, "Executable:")) executable_ = after(line, "Executable: ");
    if (contains(line, "Node:")) node_ = after(line, "Node: ");
    if (contains(line, "Local host:")) local_ = after_spaces(line);
    if (contains(line, "Remote host:")) remote_ = after_spaces(line);
    if (contains(line, "unable to complete a TCP connection")) no_tcp_ = true;
    if (contains(line, "unable to reliably start one or more daemons") ||
        contains(line, "daemon has unexpectedly failed after launch"))  // as a step of Slurm
      no_daemon_ = true;
    if (contains(line, "All nodes which are allocated for this job are already filled"))
      not_in_job_ = true;
    add_killed(line);
  }

  void ranks_have_started() { started_ = true; }

  std::string lost_host() const {
    return lost_.empty() ? "" : "host " + lost_ + " was lost: it has not answered for some 10 s";
  }

  std::string reason() const {
    if (!killed_.empty()) return killed_;
    if (no_tcp_ && !local_.empty() && !remote_.empty())
      return "host " + local_ + " cannot reach " + remote_ + " by TCP: is a firewall between them?";
    if (!executable_.empty() && !node_.empty()) {
      return "host " + node_ + " cannot run " + executable_ +
             ": install the same build there, at the same path";
    }
    if (not_in_job_)
      return "in a Slurm job, --hosts takes nodes of the job, by Slurm's names, and this machine "
             "must be "
             "one of them";
    if (no_daemon_ && started_) return "one of the hosts was lost: its daemon (orted) has ended";
    if (no_daemon_)
      return "mpirun could not start its daemon (orted, of openmpi-bin) on one of the hosts";
    return text_;
  }

 private:
  static bool contains(const std::string& line, const char* what) {
    return line.find(what) != std::string::npos;
  }
  static std::string after(const std::string& line, const std::string& what) {
    const std::size_t at = line.find(what);
    return at == std::string::npos ? "" : line.substr(at + what.size());
  }

  static std::string after_spaces(const std::string& line) {
    return line.substr(line.find_last_of(" \t") + 1);
  }

  void add_killed(const std::string& line) {
    int rank = 0, number = 0;
    const std::size_t at = line.find("process rank "), how = line.find("exited on signal ");
    if (at == std::string::npos || how == std::string::npos ||
        std::sscanf(&line[at], "process rank %d", &rank) != 1 ||
        std::sscanf(&line[how], "exited on signal %d", &number) != 1)
      return;
    const char* const name = sigabbrev_np(number);
    killed_ = (rank == 0 ? "the master rank" : "worker " + std::to_string(rank - 1)) +
              " was killed by SIG" + (name != nullptr ? name : std::to_string(number));
  }

  std::string text_, lost_, executable_, node_, local_, remote_, killed_;
  bool no_daemon_ = false, no_tcp_ = false, not_in_job_ = false, started_ = false;
};

// A line outside of the frames is a rank's, or the remote shell's; the last one says why the trial
// failed, unless a host was lost.
inline std::string reason_in(const std::string& text) {
  std::istringstream lines{text};
  std::string ours;
  FramedText mpiruns;
  bool framed = false;
  for (std::string line; std::getline(lines, line);) {
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    if (line.starts_with("--------")) {
      framed = !framed;
    } else if (framed) {
      mpiruns.add(line);
    } else if (line == ranks_started) {
      mpiruns.ranks_have_started();
    } else if (line.find("plm:rsh: Warning:") == std::string::npos) {
      ours = line;
    }
  }
  const std::string lost = mpiruns.lost_host();
  return !lost.empty() ? lost : !ours.empty() ? ours : mpiruns.reason();
}

using Words = std::vector<std::string>;

// Each host's ranks are a context of their own: so many there, and not as mpirun would place them.
inline void add_contexts(Words& words, const StartRequest& request) {
  const auto add = [&](int ranks, const std::string& host) {
    words.insert(words.end(), {"-np", std::to_string(ranks)});
    if (!host.empty()) words.insert(words.end(), {"--host", host + ":" + std::to_string(ranks)});
    words.insert(words.end(), request.command.begin(), request.command.end());
  };
  if (request.hosts.empty()) return add(request.workers + 1, "");
  add(1, "localhost");
  for (const auto& [host, workers] :
       spread_workers(read_host_counts(request.hosts), request.workers)) {
    words.emplace_back(":");
    add(workers, host);
  }
}

// `folder`: the trial's own; what mpirun leaves goes with it.
inline Words mpirun_words(const StartRequest& request, const std::string& folder) {
  Words words{"mpirun",
              // More ranks than CPUs are wanted, and none may be tied to one.
              "--oversubscribe", "--bind-to", "none", "--mca", "mpi_yield_when_idle", "1",
              // Containers forbid reading another process's memory.
              "--mca", "btl_vader_single_copy_mechanism", "none", "--mca", "pml", "ob1",
              // When a rank has failed, the others end at once.
              "--mca", "odls_base_sigkill_timeout", "0"};
  if (request.hosts.empty()) {
    // Its files in /dev/shm would outlive a kill. No network and no remote shell is needed.
    words.insert(words.end(), {"--mca", "btl_vader_backing_directory", folder, "--mca", "btl",
                               "self,vader", "--mca", "plm", "isolated"});
  } else {
    // Without probes a host that is cut off would be waited for; on both sides it is lost after 11 s.
    words.insert(words.end(),
                 {"--mca", "btl", "self,vader,tcp", "--mca", "oob_tcp_keepalive_time", "5", "--mca",
                  "oob_tcp_keepalive_intvl", "2", "--mca", "oob_tcp_keepalive_probes", "3"});
    if (getenv("OMPI_MCA_plm_rsh_agent") == nullptr)  // a password could not be typed
      words.insert(words.end(),
                   {"--mca", "plm_rsh_agent", "ssh -x -o BatchMode=yes -o ConnectTimeout=10"});
  }
  add_contexts(words, request);
  return words;
}

[[noreturn]] inline void become_mpirun(const StartRequest& request) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  const std::filesystem::path folder =
      std::filesystem::absolute(request.command.back()).parent_path();
  setenv("TMPDIR", folder.c_str(), 1);
  if (geteuid() == 0) {  // otherwise it refuses
    setenv("OMPI_ALLOW_RUN_AS_ROOT", "1", 1);
    setenv("OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1", 1);
  }
  setenv(hosts_variable, request.hosts.c_str(), 1);
  setenv(folder_variable, folder.c_str(), 1);
  Words words = mpirun_words(request, folder);
  std::vector<char*> argv;
  argv.reserve(words.size() + 1);
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  execvp(argv[0], argv.data());
  std::fprintf(stderr, "mpirun cannot be run: %s: sudo apt install openmpi-bin\n",
               std::strerror(errno));
  _exit(1);
}

// The remote shells of the hosts outlive mpirun by a moment: this process is their parent then.
inline void wait_for_remote_shells() {
  constexpr int most_ms = 10'000;
  const timespec pause{0, 1'000'000};
  for (int waited_ms = 0; waited_ms < most_ms; ++waited_ms) {
    const pid_t ended = waitpid(-1, nullptr, WNOHANG);
    if (ended < 0 && errno == ECHILD) return;
    if (ended <= 0) nanosleep(&pause, nullptr);
  }
}

// Returns the exit code of the first rank that failed, or 1 where mpirun or a signal ended it.
inline int start_mpirun(const StartRequest& request) {
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return 1;
  const pid_t child = fork();
  if (child == 0) {
    dup2(ends[1], STDOUT_FILENO);  // where a host's daemon says what it lacks
    dup2(ends[1], STDERR_FILENO);
    become_mpirun(request);
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
  wait_for_remote_shells();
  if (status == 0 && child > 0) return 0;
  std::fprintf(stderr, "%s\n", reason_in(text).c_str());
  const int code = WIFEXITED(status) ? WEXITSTATUS(status) : 1;
  return code >= 1 && code <= 4 ? code : 1;
}

}  // namespace parbench
