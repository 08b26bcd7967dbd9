#pragma once

#include <algorithm>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "executor/binder/nearest_name.hpp"
#include "plugin/configuration/settings.hpp"
#include "plugin/output/json_writer.hpp"
#include "tables/text.hpp"

namespace kelpie::plugin {

/// One key of a configuration's object: all that there is to know of it. Configuration is the struct that it fills.
template <typename Configuration>
struct Key {
  std::string name;
  std::string schema;  // members of its JSON Schema but the description
  std::string description;
  /// Takes the key's value; what is wrong with it, nothing when all is well. Faults of what lies within are appended.
  std::function<std::optional<std::string>(Configuration&, const Setting&, std::vector<SettingFault>&)> take;
  bool required = false;
};

template <typename Configuration>
using Keys = std::vector<Key<Configuration>>;

/// Fills the struct from an object; `path` is where it lies ("listen[0]"), empty for the whole. Faults are appended.
template <typename Configuration>
void take_object(const Keys<Configuration>& keys, const Setting& object, const std::string& path, Configuration& into, std::vector<SettingFault>& faults) {
  const std::string before = path.empty() ? "" : path + ": ";
  if (object.kind != Setting::Kind::object) {
    faults.push_back({object.place, before + "expected an object, found " + object.shown()});
    return;
  }
  std::set<std::string> seen;
  for (const auto& [name, value] : object.members) {
    const auto key = std::find_if(keys.begin(), keys.end(), [&, &word = name.word](const auto& one) { return one.name == word; });
    if (key == keys.end()) {
      std::vector<std::string> names;
      for (const auto& one : keys) names.push_back(one.name);
      const std::string near = executor::did_you_mean(name.word, names);
      faults.push_back({name.place, before + "there is no key '" + name.word.substr(0, 80) + "'" + (near.empty() ? "" : "; " + near)});
    } else if (!seen.insert(name.word).second) {
      faults.push_back({name.place, before + "the key '" + name.word + "' is there twice"});
    } else if (const auto reason = key->take(into, value, faults)) {
      faults.push_back({value.place, (path.empty() ? "" : path + ".") + key->name + ": " + *reason});
    }
  }
  for (const auto& key : keys) {
    if (key.required && !seen.contains(key.name)) faults.push_back({object.place, before + "the key '" + key.name + "' is missing: " + key.description});
  }
}

/// The members of a JSON Schema (draft 2020-12) for an object of these keys.
template <typename Configuration>
[[nodiscard]] std::string object_schema(const Keys<Configuration>& keys) {
  std::string required, properties;
  for (const auto& key : keys) {
    if (key.required) required += (required.empty() ? "\"" : ",\"") + key.name + "\"";
    if (!properties.empty()) properties += ',';
    append_json_string(key.name, properties);
    properties += ":{" + key.schema + ",\"description\":";
    append_json_string(key.description, properties);
    properties += '}';
  }
  return R"("type":"object",)" + (required.empty() ? std::string() : "\"required\":[" + required + "],") + R"("additionalProperties":false,"properties":{)" + properties + "}";
}

template <typename Configuration, typename Holder>
[[nodiscard]] Key<Configuration> text_key(std::string name, std::string Holder::*member, std::string description, bool required = false) {
  return {std::move(name), required ? R"("type":"string","minLength":1)" : R"("type":"string")", std::move(description),
          [member, required](Configuration& into, const Setting& value, std::vector<SettingFault>&) -> std::optional<std::string> {
            if (!value.is_text() || (required && value.word.empty())) return (required ? "expected a text that is not empty, found " : "expected a text, found ") + value.shown();
            into.*member = value.word;
            return std::nullopt;
          },
          required};
}

template <typename Configuration, typename Holder>
[[nodiscard]] Key<Configuration> choice_key(std::string name, std::string Holder::*member, std::vector<std::string> words, std::string description) {
  std::string list, spoken;
  for (const std::string& word : words) {
    list += (list.empty() ? "\"" : ",\"") + word + "\"";
    spoken += (spoken.empty() ? "'" : " or '") + word + "'";
  }
  return {std::move(name), R"("enum":[)" + list + "]", std::move(description),
          [member, words, spoken](Configuration& into, const Setting& value, std::vector<SettingFault>&) -> std::optional<std::string> {
            if (value.kind != Setting::Kind::word || std::find(words.begin(), words.end(), value.word) == words.end())
              return "expected " + spoken + ", found " + value.shown();
            into.*member = value.word;
            return std::nullopt;
          }};
}

/// `of`: what they are: "paths".
template <typename Configuration, typename Holder>
[[nodiscard]] Key<Configuration> texts_key(std::string name, std::vector<std::string> Holder::*member, std::string of, std::string description) {
  return {std::move(name), R"("type":"array","items":{"type":"string","minLength":1})", std::move(description),
          [member, of](Configuration& into, const Setting& value, std::vector<SettingFault>&) -> std::optional<std::string> {
            if (value.kind != Setting::Kind::list) return "expected a list of " + of + ", found " + value.shown();
            for (const Setting& one : value.items) {
              if (!one.is_text() || one.word.empty()) return "expected a list of " + of + ", found " + one.shown() + " in it";
              (into.*member).push_back(one.word);
            }
            return std::nullopt;
          }};
}

template <typename Configuration, typename Holder>
[[nodiscard]] Key<Configuration> number_key(std::string name, std::int64_t Holder::*member, std::int64_t least, std::int64_t most, std::string description) {
  return {std::move(name), R"("type":"integer","minimum":)" + std::to_string(least) + R"(,"maximum":)" + std::to_string(most), std::move(description),
          [member, least, most](Configuration& into, const Setting& value, std::vector<SettingFault>&) -> std::optional<std::string> {
            const auto number = value.kind == Setting::Kind::word ? tables::parse_long(value.word) : std::nullopt;
            if (!number || *number < least || *number > most)
              return "expected a whole number from " + std::to_string(least) + " to " + std::to_string(most) + ", found " + value.shown();
            into.*member = *number;
            return std::nullopt;
          }};
}

template <typename Configuration, typename Holder>
[[nodiscard]] Key<Configuration> duration_key(std::string name, std::int64_t Holder::*member, std::string description) {
  return {std::move(name), R"("type":"string","pattern":"^[0-9].*$")", std::move(description),
          [member](Configuration& into, const Setting& value, std::vector<SettingFault>&) -> std::optional<std::string> {
            const auto ticks = value.kind == Setting::Kind::word ? tables::parse_timespan(value.word) : std::nullopt;
            if (!ticks || *ticks < 0) return "expected a length of time such as \"90d\", \"5m\" or \"00:05:00\", found " + value.shown();
            into.*member = *ticks;
            return std::nullopt;
          }};
}

template <typename Configuration, typename Holder>
[[nodiscard]] Key<Configuration> time_key(std::string name, std::int64_t Holder::*member, std::string description) {
  return {std::move(name), R"("type":"string","format":"date-time")", std::move(description),
          [member](Configuration& into, const Setting& value, std::vector<SettingFault>&) -> std::optional<std::string> {
            const auto ticks = value.kind == Setting::Kind::word ? tables::parse_datetime(value.word) : std::nullopt;
            if (!ticks) return "expected a time such as \"2026-03-01T08:00:00Z\", found " + value.shown();
            into.*member = *ticks;
            return std::nullopt;
          }};
}

template <typename Configuration, typename Holder>
[[nodiscard]] Key<Configuration> yes_or_no_key(std::string name, bool Holder::*member, std::string description) {
  return {std::move(name), R"("type":"boolean")", std::move(description),
          [member](Configuration& into, const Setting& value, std::vector<SettingFault>&) -> std::optional<std::string> {
            if (value.kind != Setting::Kind::word || (value.word != "true" && value.word != "false")) return "expected true or false, found " + value.shown();
            into.*member = value.word == "true";
            return std::nullopt;
          }};
}

/// An object of its own.
template <typename Configuration, typename Holder, typename Part>
[[nodiscard]] Key<Configuration> object_key(std::string name, Part Holder::*member, Keys<Part> keys, std::string description) {
  std::string schema = object_schema(keys);
  return {name, std::move(schema), std::move(description),
          [name, member, keys = std::move(keys)](Configuration& into, const Setting& value, std::vector<SettingFault>& faults) -> std::optional<std::string> {
            take_object(keys, value, name, into.*member, faults);
            return std::nullopt;
          }};
}

/// A list of objects.
template <typename Configuration, typename Holder, typename Part>
[[nodiscard]] Key<Configuration> objects_key(std::string name, std::vector<Part> Holder::*member, Keys<Part> keys, std::string description) {
  std::string schema = R"("type":"array","items":{)" + object_schema(keys) + "}";
  return {name, std::move(schema), std::move(description),
          [name, member, keys = std::move(keys)](Configuration& into, const Setting& value, std::vector<SettingFault>& faults) -> std::optional<std::string> {
            if (value.kind != Setting::Kind::list) return "expected a list, found " + value.shown();
            for (std::size_t i = 0; i < value.items.size(); ++i) {
              (into.*member).emplace_back();
              take_object(keys, value.items[i], name + "[" + std::to_string(i) + "]", (into.*member).back(), faults);
            }
            return std::nullopt;
          }};
}

}  // namespace kelpie::plugin
