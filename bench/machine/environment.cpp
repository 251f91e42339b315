#include "bench/machine/environment.hpp"

#include <nlohmann/json.hpp>

#include "bench/machine/environment_keys.hpp"

namespace parbench {

using Json = nlohmann::ordered_json;

void remove_private(Json& json, const Private& secrets) {
  if (json.is_string()) {
    json = without_private(json.get_ref<const std::string&>(), secrets);
  } else if (json.is_structured()) {
    for (Json& item : json) remove_private(item, secrets);
  }
}

Json environment_json(const Surroundings& from, const Private& secrets) {
  Json json;
  for (const EnvironmentKey& key : environment_keys()) {
    Json value = key.value(from);
    if (!value.is_discarded()) json[key.name] = std::move(value);
  }
  remove_private(json, secrets);
  return json;
}

std::string json_text(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace parbench
