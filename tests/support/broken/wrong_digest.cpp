// Broken on purpose: its record tells a sum of results that is off by one. Never runs a task.
#include <fstream>

#include "tests/support/broken/claim.hpp"

int main(int argc, char** argv) {
  using namespace parbench;
  if (argc != 5) return describe_claimant();
  TrialRecord record = claimed_record(read_request(argv[2]));
  ++record.digest;
  std::ofstream{argv[4]} << to_json(record) << '\n';
}
