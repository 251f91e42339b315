// Broken on purpose: the digest in its record is off by one.
#include <fstream>

#include "tests/support/broken/claim.hpp"

int main(int argc, char** argv) {
  using namespace parbench;
  if (argc != 5) return describe_claimed();
  TrialRecord record = claimed_record(read_request(argv[2]));
  ++record.digest.sum;
  std::ofstream{argv[4]} << to_json(record) << '\n';
}
