// Where a build and an installed tree have their files; nothing is started.
#include "bench/launch/tree.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/support/temporary_folder.hpp"

namespace parbench {
namespace {

namespace fs = std::filesystem;

class TreeTest : public ::testing::Test {
 protected:
  TreeTest() {
    fs::create_directories(build / "runners");
    fs::create_directories(prefix / "bin");
    fs::create_directories(prefix / "libexec/parbench/runners");
  }

  TemporaryFolder folder;
  fs::path build = folder.path() / "build";
  fs::path prefix = folder.path() / "prefix";
};

TEST_F(TreeTest, BuildHasItsFilesBesideTheProgram) {
  const Tree tree = tree_of_program_in(build);
  EXPECT_EQ(tree.program, build / "parbench");
  EXPECT_EQ(tree.guard, build / "parbench-guard");
  EXPECT_EQ(tree.noise, build / "parbench-noise");
  EXPECT_EQ(tree.runners, build / "runners");
  EXPECT_EQ(tree.helpers, build / "helpers");
  EXPECT_EQ(tree.resources, build / "source");
}

TEST_F(TreeTest, InstalledTreeHasThemBelowItsPrefix) {
  const Tree tree = tree_of_program_in(prefix / "bin");
  EXPECT_EQ(tree.program, prefix / "bin/parbench");
  EXPECT_EQ(tree.guard, prefix / "libexec/parbench/parbench-guard");
  EXPECT_EQ(tree.noise, prefix / "libexec/parbench/parbench-noise");
  EXPECT_EQ(tree.runners, prefix / "libexec/parbench/runners");
  EXPECT_EQ(tree.helpers, prefix / "libexec/parbench/helpers");
  EXPECT_EQ(tree.resources, prefix / "share/parbench");
}

TEST_F(TreeTest, PrefixAndItsProgramsFolderNameTheSameTree) {
  for (const fs::path& named : {prefix, prefix / "", prefix / "bin"}) {
    EXPECT_EQ(fs::weakly_canonical(tree_at(named).runners),
              fs::weakly_canonical(prefix / "libexec/parbench/runners"))
        << named;
  }
  EXPECT_EQ(tree_at(build).runners, build / "runners");
}

TEST_F(TreeTest, FolderThatIsNoTreeHasNoRunners) {
  EXPECT_FALSE(fs::exists(tree_at(folder.path()).runners));
}

}  // namespace
}  // namespace parbench
