// What clients ask of a cluster when they connect (Kusto reference: ".show version", ".show cluster", ".show principal
// roles").

#include <thread>

#include "plugin/server/api/kusto/commands/command.hpp"

namespace kelpie::server::kusto {

using tables::Type;
using tables::Value;

namespace {

Value text(std::string_view value) { return Value::string(std::string(value)); }

CommandTable show_version(const CommandScene&) {
  return {{{"BuildVersion"}, {"BuildTime", Type::datetime}, {"ServiceType"}, {"ProductVersion"}, {"ServiceOffering"}},
          {{text(KELPIE_VERSION_TEXT), Value(Type::datetime), text("Engine"), text("Kelpie " KELPIE_VERSION_TEXT),
            text(R"({"Type":"Kelpie"})")}}};
}

CommandTable show_cluster(const CommandScene& scene) {
  return {{{"NodeId"},
           {"Address"},
           {"Name"},
           {"StartTime", Type::datetime},
           {"IsAdmin", Type::boolean},
           {"MachineTotalMemory", Type::long_},
           {"MachineAvailableMemory", Type::long_},
           {"ProcessorCount", Type::int_},
           {"EnvironmentDescription"}},
          {{text("kelpie"), text(""), text(scene.services.database), Value(Type::datetime), Value::boolean(true),
            Value(Type::long_), Value(Type::long_),
            Value::int_(static_cast<std::int64_t>(std::thread::hardware_concurrency())), text("")}}};
}

CommandTable show_roles(const CommandScene& scene) {
  CommandTable out{{{"Scope"}, {"DisplayName"}, {"AADObjectID"}, {"Role"}}, {}};
  const auto add = [&](std::string_view role) {
    out.rows.push_back({text(scene.services.database), text(scene.caller.name), text(""), text(role)});
  };
  if (scene.caller.roles.holds(Role::admin)) add("Admin");
  if (scene.caller.roles.holds(Role::query)) add("Viewer");
  if (scene.caller.roles.holds(Role::ingest)) add("Ingestor");
  return out;
}

constexpr Command commands[] = {
    {"show version", show_version},          {"show cluster", show_cluster},
    {"show principal roles", show_roles},    {"show principal access", show_roles},
    {"show cluster principals", show_roles},
};

}  // namespace

std::span<const Command> cluster_commands() { return commands; }

}  // namespace kelpie::server::kusto
