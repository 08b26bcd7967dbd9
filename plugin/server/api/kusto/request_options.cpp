#include "plugin/server/api/kusto/request_options.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "executor/binder/request_options.hpp"
#include "plugin/server/api/kusto/problems.hpp"
#include "plugin/server/http/any_case.hpp"
#include "tables/text.hpp"

namespace kelpie::server::kusto {

using tables::DynamicKind;
using tables::DynamicView;
using tables::Type;

namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  return out;
}

DynamicView find_any_case(DynamicView bag, std::string_view name) {
  if (bag.kind() != DynamicKind::bag) return {};
  for (std::size_t i = 0; i < bag.size(); ++i) {
    if (same_but_for_case(bag.key(i), name)) return bag.value(i);
  }
  return {};
}

[[noreturn]] void refuse(std::string_view option, std::string_view value, std::string_view expected) {
  throw bad_request("The request option '" + std::string(option) + "' has the value '" +
                    std::string(value.substr(0, 100)) + "'; expected " + std::string(expected) + ".");
}

/// datetime(2026-01-01) as well as 2026-01-01: SDKs send either.
std::string_view inside_literal(std::string_view text) {
  const auto open = text.find('(');
  if (open == std::string_view::npos || text.back() != ')' || !tables::type_from_name(text.substr(0, open)))
    return text;
  return text.substr(open + 1, text.size() - open - 2);
}

bool flag(std::string_view option, const std::string& text) {
  const auto value = tables::parse_bool(text);
  if (!value) refuse(option, text, "true or false");
  return *value;
}

std::uint64_t count(std::string_view option, const std::string& text) {
  const auto value = tables::parse_long(inside_literal(text));
  if (!value || *value < 0) refuse(option, text, "a whole number, 0 or more");
  return static_cast<std::uint64_t>(*value);
}

std::int64_t moment(std::string_view option, const std::string& text) {
  const auto value = tables::parse_datetime(inside_literal(text));
  if (!value) refuse(option, text, "a date and time such as 2026-01-31T12:00:00Z");
  return *value;
}

std::int64_t span(std::string_view option, DynamicView given, const std::string& text) {
  const auto value = given.kind() == DynamicKind::string ? tables::parse_timespan(inside_literal(text)) : std::nullopt;
  if (!value || *value < 0) refuse(option, text, "a timespan as text, such as \"00:04:00\"");
  return *value;
}

std::string quoted_text(std::string_view text) {
  std::string out = "\"";
  for (const char letter : text) {
    if (letter == '"' || letter == '\\') out += '\\';
    if (letter == '\n' || letter == '\r')
      out += letter == '\n' ? "\\n" : "\\r";
    else
      out += letter;
  }
  return out + "\"";
}

/// The option's value as KQL writes it.
std::string literal_of(const executor::RequestOption& option, DynamicView given, const std::string& text) {
  switch (option.type.value_or(Type::string)) {
    case Type::boolean:
      return flag(option.name, text) ? "true" : "false";
    case Type::long_:
      return std::to_string(count(option.name, text));
    case Type::datetime:
      return "datetime(" + tables::datetime_text(moment(option.name, text)) + ")";
    case Type::timespan:
      return "time(" + tables::timespan_text(span(option.name, given, text)) + ")";
    default:
      break;
  }
  // query_bin_auto_size and _at take a literal of any type.
  if (!option.type &&
      (given.kind() != DynamicKind::string || inside_literal(text) != text || tables::parse_timespan(text))) {
    return inside_literal(text) == text && tables::parse_timespan(text) && given.kind() == DynamicKind::string
               ? "time(" + text + ")"
               : text;
  }
  return quoted_text(text);
}

FrameOptions::Errors placement(std::string_view option, const std::string& text) {
  if (text == "in_data") return FrameOptions::Errors::in_data;
  if (text == "end_of_table") return FrameOptions::Errors::end_of_table;
  if (text == "end_of_dataset") return FrameOptions::Errors::end_of_dataset;
  refuse(option, text, "in_data, end_of_table or end_of_dataset");
}

void read_option(std::string_view key, DynamicView value, RequestOptions& options) {
  const std::string name = lower(key);
  const std::string text = tables::to_text(value);
  // Clients write what was left out as null or as an empty text.
  if (value.is_null() || text.empty()) return;
  if (name == "servertimeout") {
    options.timeout = std::chrono::milliseconds(span(name, value, text) / tables::ticks_per_millisecond);
  } else if (name == "norequesttimeout") {
    if (flag(name, text)) options.timeout = std::chrono::hours(1);
  } else if (name == "notruncation") {
    if (flag(name, text)) options.result_rows = options.result_bytes = UINT64_MAX;
  } else if (name == "truncationmaxrecords") {
    options.result_rows = count(name, text);
  } else if (name == "truncationmaxsize") {
    options.result_bytes = count(name, text);
  } else if (name == "query_now" || name == "request_now") {
    options.now = moment(name, text);
  } else if (name == "results_progressive_enabled") {
    options.frames.progressive = flag(name, text);
  } else if (name == "results_v2_fragment_primary_tables") {
    options.frames.fragmented = flag(name, text);
  } else if (name == "results_v2_newlines_between_frames") {
    options.frames.lines = flag(name, text);
  } else if (name == "results_error_reporting_placement") {
    options.frames.errors = placement(name, text);
  } else if (const auto* option = executor::find_request_option(name);
             option != nullptr && option->effect != executor::RequestOption::Effect::none) {
    options.statements += "set " + name + "=" + literal_of(*option, value, text) + ";\n";
  }
}

}  // namespace

RequestOptions read_request_options(DynamicView properties) {
  RequestOptions read;
  if (properties.is_null()) return read;
  if (properties.kind() != DynamicKind::bag)
    throw bad_request(
        "The request's 'properties' are no JSON object; expected {\"Options\": {...}, \"Parameters\": {...}}.");
  const DynamicView options = find_any_case(properties, "options");
  for (std::size_t i = 0; options.kind() == DynamicKind::bag && i < options.size(); ++i)
    read_option(options.key(i), options.value(i), read);
  const DynamicView parameters = find_any_case(properties, "parameters");
  for (std::size_t i = 0; parameters.kind() == DynamicKind::bag && i < parameters.size(); ++i)
    read.parameters.emplace_back(parameters.key(i), tables::to_text(parameters.value(i)));
  return read;
}

}  // namespace kelpie::server::kusto
