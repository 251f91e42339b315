#pragma once

namespace parbench {

// Starts processes for the driver at the other end of `socket`, reports their end, kills them at
// their deadline, and kills what is left; returns when the driver has ended.
void serve(int socket);

}  // namespace parbench
