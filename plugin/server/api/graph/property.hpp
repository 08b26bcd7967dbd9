#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace kelpie::server::graph {

/// What a property's values are: how they are read from the tables, written as JSON and compared in $filter.
enum class Kind : std::uint8_t {
  text,    // Edm.String; compared without case, as Graph does
  key,     // an id: Edm.String, compared as written or in lower case, which indexes answer
  word,    // one of an enumeration's members, whatever spelling the table holds
  mask,    // a bit set whose members have words ("application,users"), or those words
  whole,   // Edm.Int32, Edm.Int64
  real,    // Edm.Double
  flag,    // Edm.Boolean
  time,    // Edm.DateTimeOffset
  object,  // a complex type with members
  open,    // any JSON, handed on as it is
};

/// A property of Graph: its name there, and where in the tables it is. One line describes one.
struct Property {
  std::string_view name;
  Kind kind = Kind::text;
  /// Of a resource's property: the column, or "A | B", of which those count that a table has; empty: the name, its
  /// first letter large. A property without any column in a table is looked for in AdditionalFields under its own name.
  /// Of a member: its keys in the JSON, in the same form; empty: the name.
  std::string_view source = {};
  /// Of a word: the members, each with other spellings behind '=' ('+' is a blank): "none=0 import=1". Case never
  /// counts.
  std::string_view words = {};
  std::span<const Property> members = {};
  bool list = false;    // a collection of these
  bool blank = false;   // where there is no text, "" is written in place of null
  bool always = false;  // where there is no object, one with nulls is written in place of null
  bool beta = false;    // v1.0 does not have it
  bool extra = false;   // written only where $select names it

  [[nodiscard]] constexpr Property from(std::string_view where) const {
    Property other = *this;
    other.source = where;
    return other;
  }
  [[nodiscard]] constexpr Property listed() const {
    Property other = *this;
    other.list = true;
    return other;
  }
  [[nodiscard]] constexpr Property or_blank() const {
    Property other = *this;
    other.blank = true;
    return other;
  }
  [[nodiscard]] constexpr Property never_null() const {
    Property other = *this;
    other.always = true;
    return other;
  }
  [[nodiscard]] constexpr Property in_beta() const {
    Property other = *this;
    other.beta = true;
    return other;
  }
  [[nodiscard]] constexpr Property if_selected() const {
    Property other = *this;
    other.extra = true;
    return other;
  }
};

[[nodiscard]] constexpr Property text(std::string_view name) { return {.name = name, .kind = Kind::text}; }
[[nodiscard]] constexpr Property key(std::string_view name) { return {.name = name, .kind = Kind::key}; }
[[nodiscard]] constexpr Property word(std::string_view name, std::string_view words) {
  return {.name = name, .kind = Kind::word, .words = words};
}
[[nodiscard]] constexpr Property mask(std::string_view name, std::string_view words) {
  return {.name = name, .kind = Kind::mask, .words = words};
}
[[nodiscard]] constexpr Property whole(std::string_view name) { return {.name = name, .kind = Kind::whole}; }
[[nodiscard]] constexpr Property real(std::string_view name) { return {.name = name, .kind = Kind::real}; }
[[nodiscard]] constexpr Property flag(std::string_view name) { return {.name = name, .kind = Kind::flag}; }
[[nodiscard]] constexpr Property time(std::string_view name) { return {.name = name, .kind = Kind::time}; }
[[nodiscard]] constexpr Property open(std::string_view name) { return {.name = name, .kind = Kind::open}; }
[[nodiscard]] constexpr Property object(std::string_view name, std::span<const Property> members) {
  return {.name = name, .kind = Kind::object, .members = members};
}

/// The property of a name, without regard to case; nullptr when there is none. `beta`: those of beta count.
[[nodiscard]] const Property* find_property(std::span<const Property> properties, std::string_view name, bool beta);

}  // namespace kelpie::server::graph
