#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json.hpp>

#include "tables/table.hpp"

namespace kelpie::tests {

/// A second opinion on what a raw event holds and where its values belong, which shares no code with the readers.

using Json = boost::json::value;

/// The JSON values of a text, one behind the other; what is no JSON is left out up to the next line.
[[nodiscard]] std::vector<Json> documents_of(std::string_view text);

enum class RawForm { envelope, row, graph };
struct RawEvent {
  RawForm form;
  boost::json::object fields;
};
/// Azure Monitor records and Log Analytics rows by their keys, and whatever has an id besides, wherever they are in the
/// value.
[[nodiscard]] std::vector<RawEvent> events_in(const Json& value);

/// A scalar somewhere in an event and the keys that lead to it. Empty text, null, {} and [] are no values.
struct Leaf {
  std::vector<std::string> path;
  Json value;

  [[nodiscard]] std::string name() const;  // "properties.location.city"
};
[[nodiscard]] std::vector<Leaf> leaves_of(const Json& value);

/// What a row has to hold for an event, by `source` of the schema.
struct Expected {
  std::optional<Json> value;            // nothing: the cell is empty, or computed
  std::optional<std::string> constant;  // instead of a value
  std::vector<std::string> path;        // where the value was found
  std::vector<Leaf> passed_over;        // other places that held a value as well
};
[[nodiscard]] Expected expected_in(const tables::ColumnSchema& column, const RawEvent& event);

/// Whether a cell, as tostring() gives it, is what a column of the type makes of the raw value.
[[nodiscard]] bool is_cell_of(std::string_view cell, tables::Type type, const Json& raw);
/// Whether a bag of fields by dotted paths has the leaf.
[[nodiscard]] bool bag_holds(std::string_view bag, const Leaf& leaf);

}  // namespace kelpie::tests
