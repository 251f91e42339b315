// Tables of docs/ that follow from a list in the code. With PARBENCH_UPDATE_DOCS=1 in the environment
// they are written anew.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

namespace parbench {

inline const std::string docs_folder = PARBENCH_SOURCE_DIR "/docs/";

inline std::string text_of(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

// The first table below the heading is exactly this one.
inline void expect_documented(const std::string& page, const std::string& heading,
                              const std::string& table) {
  const std::string text = text_of(docs_folder + page);
  const std::size_t section = text.find("\n" + heading);
  const std::size_t start = text.find("\n| ", section) + 1;
  const std::size_t end = text.find("\n\n", start) + 1;
  ASSERT_TRUE(section < start && start < end) << page << " has no table under " << heading;
  if (std::getenv("PARBENCH_UPDATE_DOCS") != nullptr)
    std::ofstream(docs_folder + page) << text.substr(0, start) << table << text.substr(end);
  EXPECT_EQ(text.substr(start, end - start), table)
      << "run this test again with PARBENCH_UPDATE_DOCS=1 to update docs/" << page;
}

}  // namespace parbench
