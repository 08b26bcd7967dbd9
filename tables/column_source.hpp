#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kelpie::tables {

/// One alternative of a column's `source` (tables/schema_file.hpp): a path into the raw event, or a constant.
struct SourceAlternative {
  enum class Where { record, graph_only, constant };
  Where where = Where::record;
  std::vector<std::string> path;  // {"properties", "ipAddress"}; of graph_only without "graph"
  std::string constant;
  std::string except;  // a value that counts as none; empty: no such value
  bool lower = false;
};

/// The alternatives in order; none for an empty text. Requires that check_column_source() found nothing.
[[nodiscard]] std::vector<SourceAlternative> parse_column_source(std::string_view source);
/// What is wrong with the text, if anything.
[[nodiscard]] std::optional<std::string> check_column_source(std::string_view source);

}  // namespace kelpie::tables
