// What the driver and the guard say to each other: JSON, one message a packet, over a
// SOCK_SEQPACKET pair.
//
//   driver -> guard  {"start": {"argv", "set", "unset", "stdout", "stderr", "deadline_s" or null}}
//                    {"clean": true}
//   guard -> driver  {"started": pid} or {"refused": "why"}
//                    {"ended": pid, "status": wait status, "timed_out": bool}    unasked, for
//                    started processes
//                    {"cleaned": {"left": [{"pid", "name"}...], "cpu_s": {"pid": seconds...}}}
#pragma once

#include <nlohmann/json.hpp>
#include <optional>

namespace parbench {

// False where the other side is gone.
bool send_message(int socket, const nlohmann::json& message);

// Waits for a packet; nothing where the other side is gone. Throws std::runtime_error on anything
// that is not a message.
std::optional<nlohmann::json> receive_message(int socket);

}  // namespace parbench
