#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>

#include "bench/workload.hpp"

namespace parbench {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t large = 200'000;  // elements: 1.6 MB, kept in a file

class RangeSum : public testing::Test {
 protected:
  void SetUp() override {
    scratch_ = fs::path(testing::TempDir()) / ("range_sum-" + std::to_string(getpid()));
    fs::create_directories(scratch_);
  }
  void TearDown() override { fs::remove_all(scratch_); }

  std::unique_ptr<Workload> make(std::uint64_t elements, std::uint64_t slices) const {
    const WorkloadInfo* info = find_workload("range_sum");
    return info->make(
        Parameters("range_sum", info->parameters,
                   {{"elements", std::to_string(elements)}, {"slices", std::to_string(slices)}}),
        scratch_);
  }

  static std::uint64_t total(const Workload& workload) {
    Worker worker;
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < workload.task_count(); ++i) {
      sum += workload.run_task(i, worker);
      EXPECT_EQ(workload.run_task(i, worker), workload.expected(i)) << "slice " << i;
    }
    return sum;
  }

  fs::path file() const { return scratch_ / ("range_sum-" + std::to_string(large) + ".u64"); }

  std::size_t files() const {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(scratch_), fs::directory_iterator()));
  }

  void overwrite(std::streamoff offset, std::uint64_t value) const {
    std::fstream stream(file(), std::ios::in | std::ios::out | std::ios::binary);
    stream.seekp(offset);
    stream.write(reinterpret_cast<const char*>(&value), sizeof value);
  }

  fs::path scratch_;
};

TEST_F(RangeSum, SlicesCoverArrayExactlyOnce) {
  for (const std::uint64_t elements : {1U, 2U, 10U, 100U, 4099U}) {
    for (const std::uint64_t slices : {1U, 2U, 3U, 7U, 64U, 101U}) {
      EXPECT_EQ(total(*make(elements, slices)), elements * (elements + 1) / 2)
          << elements << " in " << slices;
    }
  }
  EXPECT_EQ(files(), 0U);  // small arrays leave nothing behind
}

TEST_F(RangeSum, ReusesFileOfLargeArray) {
  EXPECT_EQ(total(*make(large, 7)), large * (large + 1) / 2);
  ASSERT_EQ(fs::file_size(file()), large * 8);
  const auto written = fs::last_write_time(file());
  EXPECT_EQ(total(*make(large, 64)), large * (large + 1) / 2);
  EXPECT_EQ(fs::last_write_time(file()), written);
  EXPECT_EQ(files(), 1U);
}

TEST_F(RangeSum, ReplacesTruncatedOrOtherFile) {
  make(large, 1);
  fs::resize_file(file(), large * 8 - 8);
  EXPECT_EQ(total(*make(large, 3)), large * (large + 1) / 2);
  fs::resize_file(file(), large * 8 + 8);
  EXPECT_EQ(total(*make(large, 3)), large * (large + 1) / 2);
  EXPECT_EQ(fs::file_size(file()), large * 8);
  overwrite(0, 7);
  EXPECT_EQ(total(*make(large, 3)), large * (large + 1) / 2);
  overwrite(static_cast<std::streamoff>(large * 8 - 8), 7);
  EXPECT_EQ(total(*make(large, 3)), large * (large + 1) / 2);
  fs::remove(file());
  std::ofstream(file()).put('x');
  EXPECT_EQ(total(*make(large, 3)), large * (large + 1) / 2);
  EXPECT_EQ(files(), 1U);
}

// Rebuilding the file must not affect existing mappings.
TEST_F(RangeSum, KeepsMappedArrayAfterFileIsRemoved) {
  const auto first = make(large, 3);
  fs::remove(file());
  const auto second = make(large, 3);
  EXPECT_EQ(total(*first), total(*second));
}

TEST_F(RangeSum, SupportsConcurrentPreparation) {
  std::vector<pid_t> children;
  for (int i = 0; i < 6; ++i) {
    const pid_t child = fork();
    if (child == 0) {
      try {
        _exit(total(*make(large, 5)) == large * (large + 1) / 2 && !testing::Test::HasFailure()
                  ? 0
                  : 1);
      } catch (...) {
        _exit(2);
      }
    }
    children.push_back(child);
  }
  for (const pid_t child : children) {
    int status = -1;
    waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
  }
  EXPECT_EQ(files(), 1U);
}

std::string failure(const std::function<void()>& call) {
  try {
    call();
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "no failure";
}

TEST_F(RangeSum, ReportsFullDiskAndLeavesNoFile) {
  rlimit before{};
  getrlimit(RLIMIT_FSIZE, &before);
  const rlimit small{100'000, before.rlim_max};
  signal(SIGXFSZ, SIG_IGN);
  setrlimit(RLIMIT_FSIZE, &small);
  const std::string message = failure([&] { make(large, 3); });
  setrlimit(RLIMIT_FSIZE, &before);
  EXPECT_EQ(message,
            "range_sum: cannot write 1600000 bytes to " + file().string() + ": File too large");
  EXPECT_EQ(files(), 0U);
}

TEST_F(RangeSum, NamesMissingFolder) {
  fs::remove_all(scratch_);
  EXPECT_EQ(failure([&] { make(large, 3); }), "range_sum: cannot create " + file().string() +
                                                  " (1600000 bytes): No such file or directory");
}

TEST_F(RangeSum, EstimatesMemory) {
  const WorkloadInfo* info = find_workload("range_sum");
  const Parameters parameters("range_sum", info->parameters, {{"elements", "1000000"}});
  EXPECT_EQ(info->estimate(parameters).memory_bytes, 8'000'000U);
}

}  // namespace
}  // namespace parbench
