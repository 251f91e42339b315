#include "bench/machine/file_digest.hpp"

#include <array>
#include <fstream>

#include "bench/digest.hpp"

namespace parbench {

std::uint64_t file_digest(const std::filesystem::path& path) {
  std::ifstream file{path, std::ios::binary};
  std::uint64_t digest = 0, index = 0;
  std::array<char, 1U << 16U> bytes{};
  while (file.read(bytes.data(), bytes.size()), file.gcount() > 0) {
    std::uint64_t hash = 0xcbf29ce484222325U;  // FNV-1a
    for (std::streamsize i = 0; i < file.gcount(); ++i) {
      hash =
          (hash ^ static_cast<unsigned char>(bytes[static_cast<std::size_t>(i)])) * 0x100000001b3U;
    }
    digest += mix(index++, hash);
  }
  return digest;
}

}  // namespace parbench
