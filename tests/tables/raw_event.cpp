#include "raw_event.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include <boost/json/src.hpp>

namespace kelpie::tests {

namespace {

using Path = std::vector<std::string>;

bool equal_but_for_case(std::string_view left, std::string_view right) {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                    [](unsigned char a, unsigned char b) { return std::tolower(a) == std::tolower(b); });
}

/// The member of a key in any case, and how the key is written.
const Json* find(const boost::json::object& object, std::string& key) {
  if (const Json* exact = object.if_contains(key)) return exact;
  for (const auto& member : object) {
    if (!equal_but_for_case(member.key(), key)) continue;
    key = member.key();
    return &member.value();
  }
  return nullptr;
}

const Json* find(const boost::json::object& object, std::string_view key) {
  std::string written(key);
  return find(object, written);
}

const Json* find(const boost::json::object& object, Path& path) {
  const Json* at = find(object, path.front());
  for (std::size_t i = 1; i < path.size() && at != nullptr; ++i)
    at = at->is_object() ? find(at->get_object(), path[i]) : nullptr;
  return at;
}

Path parted(std::string_view text, std::string_view by) {
  Path parts;
  for (;;) {
    const auto at = text.find(by);
    parts.emplace_back(text.substr(0, at));
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + by.size());
  }
}

std::optional<Json> parsed(std::string_view text) {
  boost::json::error_code error;
  boost::json::parse_options options;
  options.max_depth = 100;
  Json value = boost::json::parse(text, error, {}, options);
  return error ? std::nullopt : std::optional(value);
}

std::optional<double> number_in(std::string_view text) {
  const std::string copy(text);
  char* end = nullptr;
  const double value = std::strtod(copy.c_str(), &end);
  return copy.empty() || *end != '\0' ? std::nullopt : std::optional(value);
}

std::optional<double> number_of(const Json& value) {
  if (value.is_string()) return number_in(value.get_string());
  return value.is_number() ? std::optional(value.to_number<double>()) : std::nullopt;
}

bool alike(const Json& left, const Json& right) {
  if (left.is_object() && right.is_object()) {
    const auto &a = left.get_object(), &b = right.get_object();
    return a.size() == b.size() && std::all_of(a.begin(), a.end(), [&](const auto& member) {
             const Json* other = b.if_contains(member.key());
             return other != nullptr && alike(member.value(), *other);
           });
  }
  if (left.is_array() && right.is_array()) {
    const auto &a = left.get_array(), &b = right.get_array();
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), alike);
  }
  if (left.is_number() && right.is_number()) return left.to_number<double>() == right.to_number<double>();
  return left == right;
}

/// Ticks of 100 ns as text "YYYY-MM-DDTHH:MM:SS.fffffff"; the zone must be UTC.
std::optional<std::string> time_in(std::string_view text) {
  const std::string copy(text);
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, used = 0;
  const bool iso = std::sscanf(copy.c_str(), "%4d-%2d-%2d%*1[T ]%2d:%2d:%2d%n", &year, &month, &day, &hour, &minute,
                               &second, &used) == 6 &&
                   used > 0;
  if (!iso) {
    const bool american = std::sscanf(copy.c_str(), "%d/%d/%d%*[, ]%d:%d:%d%n", &month, &day, &year, &hour, &minute,
                                      &second, &used) == 6 &&
                          used > 0;
    if (!american) return std::nullopt;
  }
  std::string rest = copy.substr(static_cast<std::size_t>(used)), fraction;
  if (rest.starts_with('.')) {
    const std::size_t end = std::min(rest.find_first_not_of("0123456789", 1), rest.size());
    fraction = rest.substr(1, end - 1);
    rest.erase(0, end);
  }
  if (rest == " PM" && hour < 12) hour += 12;
  if (rest == " AM" && hour == 12) hour = 0;
  if (rest != "" && rest != "Z" && rest != "+00:00" && rest != " AM" && rest != " PM") return std::nullopt;
  fraction.resize(7, '0');
  char result[64];
  std::snprintf(result, sizeof result, "%04d-%02d-%02dT%02d:%02d:%02d.", year, month, day, hour, minute, second);
  return result + fraction;
}

bool has_value(const Json* value) {
  return value != nullptr && !value->is_null() && !(value->is_string() && value->get_string().empty());
}

bool is_event_by_keys(const boost::json::object& object, RawForm& form) {
  const Json* properties = find(object, "properties");
  if (properties != nullptr && properties->is_object() &&
      (find(object, "category") != nullptr || find(object, "operationName") != nullptr ||
       find(object, "time") != nullptr)) {
    form = RawForm::envelope;
    return true;
  }
  form = RawForm::row;
  if (object.contains("TimeGenerated") || (object.contains("Type") && object.contains("SourceSystem"))) return true;
  form = RawForm::graph;
  const Json* page = object.if_contains("value");
  return object.contains("id") && (page == nullptr || !page->is_array());
}

void collect_events(const Json& value, std::vector<RawEvent>& events) {
  if (value.is_array()) {
    for (const Json& element : value.get_array()) collect_events(element, events);
    return;
  }
  if (!value.is_object()) return;
  RawForm form{};
  if (is_event_by_keys(value.get_object(), form)) return events.push_back({form, value.get_object()});
  for (const auto& member : value.get_object()) collect_events(member.value(), events);
}

void collect_leaves(const Json& value, Path& path, std::vector<Leaf>& leaves) {
  if (value.is_object()) {
    for (const auto& member : value.get_object()) {
      path.emplace_back(member.key());
      collect_leaves(member.value(), path, leaves);
      path.pop_back();
    }
  } else if (value.is_array()) {
    for (std::size_t i = 0; i < value.get_array().size(); ++i) {
      path.push_back(std::to_string(i));
      collect_leaves(value.get_array()[i], path, leaves);
      path.pop_back();
    }
  } else if (has_value(&value)) {
    leaves.push_back({path, value});
  }
}

}  // namespace

std::vector<Json> documents_of(std::string_view text) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  std::vector<Json> result;
  while (true) {
    text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n,"), text.size()));
    if (text.empty()) return result;
    boost::json::parse_options options;
    options.max_depth = 100;
    boost::json::stream_parser parser({}, options);
    boost::json::error_code error;
    const std::size_t used = parser.write_some(text.data(), text.size(), error);
    if (!error && !parser.done()) parser.finish(error);
    if (error) {
      text.remove_prefix(std::min(text.find('\n'), text.size()));
      continue;
    }
    result.push_back(parser.release());
    text.remove_prefix(used);
  }
}

std::vector<RawEvent> events_in(const Json& value) {
  std::vector<RawEvent> events;
  collect_events(value, events);
  return events;
}

std::string Leaf::name() const {
  std::string text;
  for (const std::string& key : path) text += (text.empty() ? "" : ".") + key;
  return text;
}

std::vector<Leaf> leaves_of(const Json& value) {
  std::vector<Leaf> leaves;
  Path path;
  collect_leaves(value, path, leaves);
  return leaves;
}

Expected expected_in(const tables::ColumnSchema& column, const RawEvent& event) {
  Expected result;
  if (event.form == RawForm::row) {
    const Json* value = event.fields.if_contains(column.name);
    if (has_value(value)) result = {*value, {}, {column.name}, {}};
    return result;
  }
  for (std::string alternative : parted(column.source, " | ")) {
    if (alternative.starts_with("constant ")) {
      if (!result.value) result.constant = alternative.substr(9);
      continue;
    }
    const bool lower = alternative.starts_with("lower ");
    if (lower) alternative.erase(0, 6);
    const Path with_except = parted(alternative, " except ");
    Path path = parted(with_except.front(), ".");
    const bool graph_only = path.front() == "graph";
    if (event.form == RawForm::envelope ? graph_only : !graph_only && path.front() != "properties") continue;
    if (event.form == RawForm::graph) path.erase(path.begin());
    if (path.empty() || path.front().empty()) continue;
    const Json* value = find(event.fields, path);
    if (!has_value(value)) continue;
    if (with_except.size() > 1 && value->is_string() && value->get_string() == with_except[1]) continue;
    if (result.value) {
      result.passed_over.push_back({path, *value});
      continue;
    }
    result.value = *value;
    result.path = path;
    if (lower && value->is_string()) {
      std::string text(value->get_string());
      std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
      result.value = text;
    }
  }
  return result;
}

bool is_cell_of(std::string_view cell, tables::Type type, const Json& raw) {
  if (raw.is_string() && raw.get_string() == cell) return true;
  const auto number = number_of(raw);
  if (type == tables::Type::datetime) {
    const auto expected = raw.is_string() ? time_in(raw.get_string()) : std::nullopt;
    return expected && std::string(cell) == expected->substr(0, 27) + "Z";
  }
  if (type == tables::Type::boolean) {
    const std::string text = raw.is_bool()     ? (raw.get_bool() ? "true" : "false")
                             : raw.is_string() ? std::string(raw.get_string())
                                               : "";
    return equal_but_for_case(cell, text);
  }
  if (raw.is_bool()) return equal_but_for_case(cell, raw.get_bool() ? "true" : "false");
  if (type != tables::Type::dynamic && number && (raw.is_number() || type != tables::Type::string))
    return number_in(cell) == number;
  const auto json = parsed(cell);
  if (!json) return false;
  if (raw.is_string()) {
    const auto inner = parsed(raw.get_string());
    return inner && alike(*json, *inner);
  }
  return alike(*json, raw);
}

bool bag_holds(std::string_view bag, const Leaf& leaf) {
  const auto json = parsed(bag);
  if (!json || !json->is_object()) return false;
  for (std::size_t keys = 1; keys <= leaf.path.size(); ++keys) {
    const std::string prefix =
        Leaf{{leaf.path.begin(), leaf.path.begin() + static_cast<std::ptrdiff_t>(keys)}, {}}.name();
    const Json* at = json->get_object().if_contains(prefix);
    for (std::size_t i = keys; i < leaf.path.size() && at != nullptr; ++i) {
      if (at->is_object())
        at = at->get_object().if_contains(leaf.path[i]);
      else if (at->is_array())
        at = at->get_array().if_contains(std::strtoul(leaf.path[i].c_str(), nullptr, 10));
      else
        at = nullptr;
    }
    if (at != nullptr && alike(*at, leaf.value)) return true;
  }
  return false;
}

}  // namespace kelpie::tests
