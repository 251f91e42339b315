// One run at a time: a lock keeps others out until its holder is gone.
#include "bench/run/lock.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

#include "bench/run_options.hpp"
#include "tests/support/temporary_folder.hpp"

namespace parbench {
namespace {

TEST(Lock, IsHeldByOneAndFreeAfterIt) {
  const TemporaryFolder folder;
  {
    const std::optional<Lock> held = Lock::take(folder.path() / "lock");
    ASSERT_TRUE(held);
    EXPECT_FALSE(Lock::take(folder.path() / "lock"));
    EXPECT_TRUE(Lock::take(folder.path() / "other"));
  }
  EXPECT_TRUE(Lock::take(folder.path() / "lock"));
}

TEST(Lock, EndsWithItsProcessHoweverThatEnds) {
  const TemporaryFolder folder;
  int ready[2];
  ASSERT_EQ(pipe(ready), 0);
  const pid_t child = fork();
  if (child == 0) {
    const std::optional<Lock> held = Lock::take(folder.path() / "lock");
    if (held && write(ready[1], "x", 1) == 1) pause();
    _exit(1);
  }
  char byte = 0;
  ASSERT_EQ(read(ready[0], &byte, 1), 1);
  EXPECT_FALSE(Lock::take(folder.path() / "lock"));
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  EXPECT_TRUE(Lock::take(folder.path() / "lock"));
  close(ready[0]);
  close(ready[1]);
}

TEST(Lock, OfAFolderInUseIsRefused) {
  const TemporaryFolder folder;
  const auto none = [](const std::string& line) { ADD_FAILURE() << line; };
  const std::optional<Lock> held = lock_folder(folder.path(), none);
  try {
    lock_folder(folder.path(), none);
    FAIL() << "two runs in one folder";
  } catch (const UsageError& error) {
    EXPECT_NE(std::string(error.what()).find("in use"), std::string::npos);
  }
  EXPECT_THROW(lock_folder(folder.path() / "nowhere", none), UsageError);
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "nowhere"));
}

TEST(Lock, OfAFolderThatCannotBeLockedIsNotedAndGoesOn) {
  const TemporaryFolder folder;
  std::string noted;
  const FlockCall refuses = [](int, int) {
    errno = ENOLCK;
    return -1;
  };
  EXPECT_FALSE(lock_folder(
      folder.path(), [&](const std::string& line) { noted += line; }, refuses));
  EXPECT_NE(noted.find("No locks available"), std::string::npos) << noted;
  EXPECT_NE(noted.find(folder.path().string()), std::string::npos) << noted;
}

TEST(Lock, AMachineWithoutALockFileIsMeasuredAnyway) {
  setenv("PARBENCH_LOCK", "/proc/nowhere/lock", 1);
  std::string noted;
  EXPECT_FALSE(queue_for_machine([&](const std::string& line) { noted += line; }));
  unsetenv("PARBENCH_LOCK");
  EXPECT_NE(noted.find("no lock"), std::string::npos);
}

}  // namespace
}  // namespace parbench
