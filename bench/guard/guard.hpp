// The guard's service: start a process, tell when it ended, end it at its deadline, end whatever is
// left.
#pragma once

namespace parbench {

// Serves the driver at the other end of `socket` until it is gone.
void serve(int socket);

}  // namespace parbench
