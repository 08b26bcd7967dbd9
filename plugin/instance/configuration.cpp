#include "plugin/instance/configuration.hpp"

#include <algorithm>
#include <functional>
#include <optional>
#include <set>

#include <yaml-cpp/yaml.h>

#include "executor/binder/nearest_name.hpp"
#include "plugin/instance/plugin_error.hpp"
#include "plugin/output/json_writer.hpp"
#include "tables/text.hpp"

namespace kelpie::plugin {

namespace {

constexpr std::size_t most_bytes = std::size_t{1} << 20;

using Configuration = InstanceConfiguration;
/// Takes a key's value; what is wrong with it, nothing when all is well.
using Take = std::function<std::optional<std::string>(Configuration&, const YAML::Node&)>;

/// One key: all that there is to know of it.
struct Key {
  std::string name;
  std::string schema;  // members of its JSON Schema but the description
  std::string description;
  Take take;
};

std::string shown(const YAML::Node& node) {
  if (node.IsScalar()) return "'" + node.Scalar().substr(0, 80) + "'";
  return node.IsMap() ? "an object" : node.IsSequence() ? "a list" : "null";
}

/// What JSON writes in quotes; a word without them, as YAML allows, unless it is a number or true, false, null.
bool is_text(const YAML::Node& node) {
  if (!node.IsScalar()) return false;
  const std::string& word = node.Scalar();
  const bool quoted = node.Tag() == "!";
  return quoted || (word != "true" && word != "false" && !tables::parse_real(word));
}

Key text(std::string name, std::string Configuration::*member, std::string description, bool required = false) {
  return {std::move(name), required ? R"("type":"string","minLength":1)" : R"("type":"string")", std::move(description),
          [member](Configuration& configuration, const YAML::Node& node) -> std::optional<std::string> {
            if (!is_text(node)) return "expected a text, found " + shown(node);
            configuration.*member = node.Scalar();
            return std::nullopt;
          }};
}

Key choice(std::string name, std::string Configuration::*member, std::vector<std::string> words,
           std::string description) {
  std::string list, spoken;
  for (const std::string& word : words) {
    list += (list.empty() ? "\"" : ",\"") + word + "\"";
    spoken += (spoken.empty() ? "'" : " or '") + word + "'";
  }
  return {std::move(name), R"("enum":[)" + list + "]", std::move(description),
          [member, words, spoken](Configuration& configuration, const YAML::Node& node) -> std::optional<std::string> {
            if (!node.IsScalar() || std::find(words.begin(), words.end(), node.Scalar()) == words.end())
              return "expected " + spoken + ", found " + shown(node);
            configuration.*member = node.Scalar();
            return std::nullopt;
          }};
}

Key paths(std::string name, std::vector<std::string> Configuration::*member, std::string description) {
  return {std::move(name), R"("type":"array","items":{"type":"string","minLength":1})", std::move(description),
          [member](Configuration& configuration, const YAML::Node& node) -> std::optional<std::string> {
            if (!node.IsSequence()) return "expected a list of paths, found " + shown(node);
            for (const YAML::Node& one : node) {
              if (!is_text(one) || one.Scalar().empty())
                return "expected a list of paths, found " + shown(one) + " in it";
              (configuration.*member).push_back(one.Scalar());
            }
            return std::nullopt;
          }};
}

Key number(std::string name, std::int64_t Configuration::*member, std::int64_t least, std::int64_t most,
           std::string description) {
  return {std::move(name),
          R"("type":"integer","minimum":)" + std::to_string(least) + R"(,"maximum":)" + std::to_string(most),
          std::move(description),
          [member, least, most](Configuration& configuration, const YAML::Node& node) -> std::optional<std::string> {
            const auto value = node.IsScalar() ? tables::parse_long(node.Scalar()) : std::nullopt;
            if (!value || *value < least || *value > most)
              return "expected a whole number from " + std::to_string(least) + " to " + std::to_string(most) +
                     ", found " + shown(node);
            configuration.*member = *value;
            return std::nullopt;
          }};
}

Key duration(std::string name, std::int64_t Configuration::*member, std::string description) {
  return {std::move(name), R"("type":"string","pattern":"^[0-9].*$")", std::move(description),
          [member](Configuration& configuration, const YAML::Node& node) -> std::optional<std::string> {
            const auto ticks = node.IsScalar() ? tables::parse_timespan(node.Scalar()) : std::nullopt;
            if (!ticks || *ticks < 0)
              return "expected a length of time such as \"90d\", \"5m\" or \"00:05:00\", found " + shown(node);
            configuration.*member = *ticks;
            return std::nullopt;
          }};
}

Key time(std::string name, std::int64_t Configuration::*member, std::string description) {
  return {std::move(name), R"("type":"string","format":"date-time")", std::move(description),
          [member](Configuration& configuration, const YAML::Node& node) -> std::optional<std::string> {
            const auto ticks = node.IsScalar() ? tables::parse_datetime(node.Scalar()) : std::nullopt;
            if (!ticks) return "expected a time such as \"2026-03-01T08:00:00Z\", found " + shown(node);
            configuration.*member = *ticks;
            return std::nullopt;
          }};
}

Key yes_or_no(std::string name, bool Configuration::*member, std::string description) {
  return {std::move(name), R"("type":"boolean")", std::move(description),
          [member](Configuration& configuration, const YAML::Node& node) -> std::optional<std::string> {
            if (!node.IsScalar() || (node.Scalar() != "true" && node.Scalar() != "false"))
              return "expected true or false, found " + shown(node);
            configuration.*member = node.Scalar() == "true";
            return std::nullopt;
          }};
}

std::vector<Key> make_keys() {
  return {
      text("store", &Configuration::store, "Folder of the events; it is made when there is none.", true),
      text("state", &Configuration::state,
           "File of the rules' state: how far each is, alerts that wait, incidents. Default: the store's path with "
           "'.state' behind it."),
      paths("rules", &Configuration::rules, "Rule files, and folders of .yaml and .yml files."),
      paths("schemas", &Configuration::schemas, "Schemas of tables of your own: files and folders."),
      paths("functions", &Configuration::functions, "Stored functions of your own: .kql files and folders."),
      paths("watchlists", &Configuration::watchlists, "Folders of watchlists."),
      paths("external", &Configuration::external,
            "Folders whose files externaldata may read; nothing else may be read."),
      text("maxmind", &Configuration::maxmind, "A MaxMind database for geo_info_from_ip_address()."),
      text("workspace_id", &Configuration::workspace_id,
           "What TenantId holds where an event has none: a Log Analytics workspace id."),
      text("dead_letters", &Configuration::dead_letters, "File that refused events are appended to, with the reason."),
      duration("retention", &Configuration::retention,
               "Events older than this are dropped, whole segments at a time. Default: everything is kept."),
      duration("delay", &Configuration::delay,
               "How long a scheduled rule waits behind the end of its window for late events. Default: 5m."),
      number("reconcile", &Configuration::reconcile, 0, 100,
             "How often a window is looked at again for events that came late. Default: 0."),
      number("query_seconds", &Configuration::query_seconds, 1, 3600, "How long a query may take. Default: 240."),
      number("run_seconds", &Configuration::run_seconds, 1, 3600, "How long one run of a rule may take. Default: 240."),
      time("start", &Configuration::start,
           "Where a rule that was never run begins. Default: with the window that has ended last."),
      choice("clock", &Configuration::clock, {"wall", "events"},
             "What time it is for rules: that of the host, or that of the latest event (to look at what happened long "
             "ago). Default: wall."),
      yes_or_no("rules_must_be_sound", &Configuration::rules_must_be_sound,
                "Whether one rule that is refused keeps the instance from starting. Default: false."),
      yes_or_no(
          "trust_others", &Configuration::trust_others,
          "Whether rules, schemas and functions that other users may write are read all the same. Default: false."),
  };
}

PluginError::Place place_of(const YAML::Mark& mark) {
  if (mark.is_null()) return {};
  return {"configuration", static_cast<std::uint32_t>(mark.line + 1), static_cast<std::uint32_t>(mark.column + 1)};
}

[[noreturn]] void refuse(const std::vector<DetailEntry>& wrong) {
  std::string message;
  for (const DetailEntry& entry : wrong) {
    const PluginError::Place& place = entry.place;
    message += (message.empty() ? "" : "\n") + std::string("configuration") +
               (place.line > 0 ? ":" + std::to_string(place.line) + ":" + std::to_string(place.column) : "") + ": " +
               entry.message;
  }
  throw PluginError(KELPIE_REFUSED, message, wrong.front().place, detail_json(wrong));
}

}  // namespace

InstanceConfiguration read_configuration(std::string_view text) {
  std::vector<DetailEntry> wrong;
  const auto tell = [&](const YAML::Mark& mark, std::string message) {
    wrong.push_back({"KI001", parser::Severity::error, std::move(message), {}, place_of(mark)});
  };
  if (text.size() > most_bytes) {
    tell(YAML::Mark::null_mark(),
         "the configuration has " + std::to_string(text.size()) + " bytes; a megabyte is the most");
    refuse(wrong);
  }
  Configuration configuration;
  try {
    const YAML::Node root = YAML::Load(std::string(text));
    if (!root.IsMap()) {
      tell(root.Mark(), "expected a JSON object such as {\"store\": \"/var/lib/kelpie\"}, found " +
                            (text.empty() ? "nothing" : shown(root)));
      refuse(wrong);
    }
    const std::vector<Key> keys = make_keys();
    std::set<std::string> seen;
    for (const auto& member : root) {
      const std::string name = member.first.IsScalar() ? member.first.Scalar() : std::string();
      const auto key = std::find_if(keys.begin(), keys.end(), [&](const Key& one) { return one.name == name; });
      if (key == keys.end()) {
        std::vector<std::string> names;
        for (const Key& one : keys) names.push_back(one.name);
        const std::string near = executor::did_you_mean(name, names);
        tell(member.first.Mark(), "there is no key '" + name.substr(0, 80) + "'" + (near.empty() ? "" : "; " + near));
      } else if (!seen.insert(name).second) {
        tell(member.first.Mark(), "the key '" + name + "' is there twice");
      } else if (const auto reason = key->take(configuration, member.second)) {
        tell(member.second.Mark(), name + ": " + *reason);
      }
    }
    if (!seen.contains("store"))
      tell(root.Mark(), "the key 'store' is missing: the folder of the events");
    else if (configuration.store.empty())
      tell(root.Mark(), "store: expected the path of a folder, found ''");
  } catch (const YAML::Exception& failure) {
    tell(failure.mark, "this is no JSON: " + failure.msg);
  }
  if (!wrong.empty()) refuse(wrong);
  if (configuration.state.empty()) configuration.state = configuration.store + ".state";
  return configuration;
}

std::string configuration_schema() {
  std::string out =
      R"({"$schema":"https://json-schema.org/draft/2020-12/schema","title":"Kelpie, an instance of the plugin","type":"object","required":["store"],)"
      R"("additionalProperties":false,"properties":{)";
  bool first = true;
  for (const Key& key : make_keys()) {
    out += first ? "" : ",";
    first = false;
    append_json_string(key.name, out);
    out += ":{" + key.schema + ",\"description\":";
    append_json_string(key.description, out);
    out += '}';
  }
  return out + "}}";
}

}  // namespace kelpie::plugin
