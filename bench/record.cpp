// Names of the ways a trial can end, as they stand in samples.csv.
#include "bench/record.hpp"

namespace parbench {

const char* status_name(Status status) {
  switch (status) {
    case Status::ok:
      return "ok";
    case Status::wrong_result:
      return "wrong_result";
    case Status::failed:
      return "failed";
    case Status::timeout:
      return "timeout";
    case Status::unsupported:
      return "unsupported";
  }
  return "failed";
}

}  // namespace parbench
