#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tables/readers/route.hpp"
#include "tables/schema_set.hpp"

namespace kelpie::tables::readers {

/// A key of an object and its value, both as they stand in the text (the key without quotes).
struct Member {
  std::string_view key;
  std::string_view value;
};

/// The members of the object at `p`, at most a few thousand; nothing when it is malformed. Bytes as json_scan.hpp wants
/// them.
[[nodiscard]] std::optional<std::vector<Member>> read_members(const char* p, const char* end);

/// Where an object belongs.
struct Recognised {
  Form form = Form::row;
  const TableSchema* schema = nullptr;  // nullptr: a table without a schema
  std::string table;
  std::vector<Discriminator> discriminators;  // how the next record of the kind is known
};

/// What is known of the records beforehand.
struct Expectation {
  std::string table;  // the table they belong to, by any of its names, or a new one; empty: they say it themselves
  std::string hint;   // name of the file, and of its storage container before it: the table may be named in them
};

/// Recognises an event by its keys; nothing for an object that is none.
[[nodiscard]] std::optional<Recognised> recognise(const std::vector<Member>& members, const SchemaSet& schemas,
                                                  const Expectation& expected);

}  // namespace kelpie::tables::readers
