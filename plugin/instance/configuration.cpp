#include "plugin/instance/configuration.hpp"

#include "plugin/instance/configuration_keys.hpp"
#include "plugin/instance/plugin_error.hpp"

namespace kelpie::plugin {

namespace {

[[noreturn]] void refuse(const std::vector<SettingFault>& faults) {
  std::string message;
  std::vector<DetailEntry> wrong;
  for (const SettingFault& fault : faults) {
    PluginError::Place place;
    if (fault.place.line > 0) place = {"configuration", fault.place.line, fault.place.column};
    message += (message.empty() ? "" : "\n") + std::string("configuration") +
               (place.line > 0 ? ":" + std::to_string(place.line) + ":" + std::to_string(place.column) : "") + ": " + fault.message;
    wrong.push_back({"KI001", parser::Severity::error, fault.message, {}, std::move(place)});
  }
  throw PluginError(KELPIE_REFUSED, message, wrong.front().place, detail_json(wrong));
}

}  // namespace

InstanceConfiguration read_configuration(std::string_view text) {
  std::vector<SettingFault> faults;
  const Setting root = read_settings(text, faults);
  if (!faults.empty()) refuse(faults);
  if (root.kind != Setting::Kind::object)
    refuse({{root.place, "expected a JSON object such as {\"store\": \"/var/lib/kelpie\"}, found " + root.shown()}});
  InstanceConfiguration configuration;
  take_object(instance_keys<InstanceConfiguration>(), root, {}, configuration, faults);
  if (!faults.empty()) refuse(faults);
  if (configuration.state.empty()) configuration.state = configuration.store + ".state";
  return configuration;
}

std::string configuration_schema() {
  return R"({"$schema":"https://json-schema.org/draft/2020-12/schema","title":"Kelpie, an instance of the plugin",)" +
         object_schema(instance_keys<InstanceConfiguration>()) + "}";
}

}  // namespace kelpie::plugin
