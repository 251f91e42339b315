// Where the files of one parbench are: in the folder of a build, or in an installed tree. All are
// found from the program's folder, so that either can be moved.
#pragma once

#include <filesystem>

namespace parbench {

struct Tree {
  std::filesystem::path program;  // the executable parbench
  std::filesystem::path guard, noise;
  std::filesystem::path runners, helpers;  // folders of executables
  std::filesystem::path resources;         // has reports/, runners/cpython/, scripts/find_python
};

// The tree whose program is, or would be, in this folder. Nothing of it needs to exist.
Tree tree_of_program_in(const std::filesystem::path& folder);

// The tree at a path that a user names: a build's folder, the prefix of an installed tree, or the
// folder of its program. The files need not exist: `runners` tells whether it is a tree.
Tree tree_at(const std::filesystem::path& path);

// The tree of the running program, wherever it was moved.
Tree own_tree();

}  // namespace parbench
