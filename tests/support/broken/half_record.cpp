// Broken on purpose: writes half of its record and exits with code 0.
#include <fstream>

#include "tests/support/broken/claim.hpp"

int main(int argc, char** argv) {
  using namespace parbench;
  if (argc != 5) return describe_claimed();
  const std::string record = to_json(claimed_record(read_request(argv[2])));
  std::ofstream{argv[4]} << record.substr(0, record.size() / 2);
}
