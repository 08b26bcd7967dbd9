#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace kelpie::plugin {

/// What an instance is told by its host. The defaults are those of a configuration that names a store only.
struct InstanceConfiguration {
  std::string store;
  std::string state;  // empty: beside the store
  std::vector<std::string> rules, schemas, functions, watchlists, external;
  std::string maxmind;
  std::string workspace_id;
  std::string dead_letters;
  std::int64_t retention = 0;                  // ticks; 0: everything is kept
  std::int64_t delay = 5ll * 60 * 10'000'000;  // ticks: how long scheduled rules wait for late events
  std::int64_t reconcile = 0;                  // times
  std::int64_t query_seconds = 240;
  std::int64_t run_seconds = 240;
  std::int64_t start = 0;      // ticks; 0: with the window that has ended last
  std::string clock = "wall";  // or "events"
  bool rules_must_be_sound = false;
  bool trust_others = false;
};

/// Reads a configuration, a JSON object (or YAML, of which JSON is a part). Throws PluginError (refused) with line and
/// column and everything that is wrong as detail.
[[nodiscard]] InstanceConfiguration read_configuration(std::string_view text);

/// Its JSON Schema (draft 2020-12), made from the list of keys that read_configuration() goes by.
[[nodiscard]] std::string configuration_schema();

}  // namespace kelpie::plugin
