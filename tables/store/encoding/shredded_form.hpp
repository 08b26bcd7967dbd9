#pragma once

#include <cstddef>
#include <cstdint>

#include "tables/dynamic_layout.hpp"
#include "tables/type.hpp"

namespace kelpie::tables::store {

// How a shredded column of dynamic values is stored. Its values, and those under each path of keys (and among an
// array's elements), make a node:
//
//   node      varint number of forms, the forms; varint number of keys, the keys: varint length, characters;
//             which form each value has (a column of integers; absent when there is one form only);
//             a column for each kind of form with content; the node of array elements if there is a form array; a node
//             for each key
//   form      u8 kind; of a bag: varint number of keys, varint number of each key, in the order of the bag
//   column    for each block of the whole column: varint number of values; varint size of the encoded column, the
//   encoded column
//
// The whole: block summaries, for each block the varint size of its values in the binary form, the root node.

/// What a value can be, apart from its content. The numbers up to bag are the tags of the binary form.
enum class FormKind : std::uint8_t {
  null = 0,
  false_ = 1,
  true_ = 2,
  long_ = 3,
  real = 4,
  string = 5,
  datetime = 6,
  timespan = 7,
  guid = 8,
  decimal = 9,
  array = 10,    // content: the number of elements
  bag = 11,      // no content: the keys are the form's
  whole = 12,    // content: the binary form, where nothing was taken apart
  missing = 13,  // a null without bytes; of the root only
};
inline constexpr std::size_t form_kinds = 14;

[[nodiscard]] constexpr bool has_content(FormKind kind) {
  return kind >= FormKind::long_ && kind != FormKind::bag && kind != FormKind::missing;
}

/// The type of the column that holds the contents of a kind.
[[nodiscard]] constexpr Type content_type(FormKind kind) {
  switch (kind) {
    case FormKind::real:
      return Type::real;
    case FormKind::string:
      return Type::string;
    case FormKind::datetime:
      return Type::datetime;
    case FormKind::timespan:
      return Type::timespan;
    case FormKind::guid:
      return Type::guid;
    case FormKind::decimal:
      return Type::decimal;
    case FormKind::whole:
      return Type::dynamic;
    default:
      return Type::long_;
  }
}

inline constexpr std::size_t most_forms = 256;      // of one node
inline constexpr std::size_t most_nodes = 256;      // of a column
inline constexpr std::size_t deepest_node = 16;     // the root is 0
inline constexpr std::size_t most_elements = 4096;  // of an array that is taken apart

/// Most bytes that a block's values may have when read: this many times those of the encoded column, and a little. What
/// would be more is not shredded.
inline constexpr std::uint64_t shredded_ratio = 512;
inline constexpr std::uint64_t shredded_allowance = std::uint64_t{1} << 20;

}  // namespace kelpie::tables::store
