// The digests of one serial run of every task, kept in the run's scratch folder for all its trials.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "bench/digest.hpp"
#include "workloads/command_output.hpp"

namespace parbench {

class ExpectedDigests {
 public:
  // `name` names the file, `work` says what the tasks are: a file of that name with other work is
  // an error. Without a scratch folder nothing is kept.
  ExpectedDigests(const std::filesystem::path& scratch, const std::string& name, std::string work)
      : work_{std::move(work)} {
    OutputDigest digest;
    digest.add(name);
    if (!scratch.empty()) path_ = scratch / ("command-" + digest_text(digest.value()));
  }

  // What is kept, else what `run` returns for each task, in order. Throws what that throws, and
  // std::runtime_error.
  std::vector<std::uint64_t> get(std::size_t tasks,
                                 const std::function<std::uint64_t(std::size_t)>& run) const {
    if (auto kept = read(tasks)) return *kept;
    std::vector<std::uint64_t> digests(tasks);
    for (std::size_t i = 0; i < tasks; ++i) digests[i] = run(i);
    if (!path_.empty()) write(digests);
    return digests;
  }

 private:
  std::optional<std::vector<std::uint64_t>> read(std::size_t tasks) const {
    if (path_.empty() || !std::filesystem::exists(path_)) return std::nullopt;
    std::ifstream file{path_, std::ios::binary};
    const std::string text{std::istreambuf_iterator<char>{file}, {}};
    std::vector<std::uint64_t> digests(tasks);
    const std::size_t bytes = tasks * sizeof(std::uint64_t);
    if (text.size() != work_.size() + bytes || text.compare(0, work_.size(), work_) != 0) {
      throw std::runtime_error(
          "the files that command.files matches are no longer those of the first trial");
    }
    std::memcpy(digests.data(), text.data() + work_.size(), bytes);
    return digests;
  }

  // Under another name until it is whole: a trial may be killed meanwhile.
  void write(const std::vector<std::uint64_t>& digests) const {
    const std::string draft = path_.string() + ".part";
    std::ofstream file{draft, std::ios::binary};
    file << work_;
    file.write(reinterpret_cast<const char*>(digests.data()),
               static_cast<std::streamsize>(digests.size() * sizeof(std::uint64_t)));
    file.close();
    if (!file || std::rename(draft.c_str(), path_.c_str()) != 0) {
      throw std::runtime_error("cannot write " + path_.string());
    }
  }

  std::string work_;
  std::filesystem::path path_;
};

}  // namespace parbench
