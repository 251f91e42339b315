// Messages between driver and guard: JSON, one per packet, over a SOCK_SEQPACKET pair.
//
//   driver -> guard  {"start": {"argv", "set", "unset", "stdout", "stderr",
//                    "deadline_s" or null, "cpu" or null}}
//                    {"clean": true}
//   guard -> driver  {"started": pid} or {"refused": "why"}
//                    {"ended": pid, "status": wait status, "timed_out": bool,     unrequested
//                     "stopped": "a process that SIGSTOP held at the deadline",
//                     "flooded": "stdout" or "stderr", for which it was killed, or ""}
//                    {"cleaned": {"left": [{"pid", "name"}...], "cpu_s": {"pid": seconds...},
//                                 "pause": {"paused_s", "suspended_s", "stopped_s"}}}
#pragma once

#include <nlohmann/json.hpp>
#include <optional>

namespace parbench {

// False if the other side has ended.
bool send_message(int socket, const nlohmann::json& message);

// Waits for a packet; nullopt if the other side has ended. Throws std::runtime_error if it is not a
// message.
std::optional<nlohmann::json> receive_message(int socket);

}  // namespace parbench
