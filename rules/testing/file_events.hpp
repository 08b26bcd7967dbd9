#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "rules/testing/rule_test.hpp"
#include "tables/schema_set.hpp"

namespace kelpie::rules::testing {

/// Events of a file that belong to one table.
struct FileTable {
  tables::TableSchema schema;
  std::vector<std::vector<tables::Vector>> segments;  // in the order of the schema's columns
  std::optional<std::int64_t> last_time;              // TimeGenerated, after shifting
};

/// Reads events in any form that tables/loader.hpp knows. With `shift_to` all datetime columns move by what brings the
/// last TimeGenerated of the file there. Nothing, and told, when the file is not there or a record was refused.
[[nodiscard]] std::optional<std::vector<FileTable>> load_file_events(const WrittenEvent& event,
                                                                     const tables::SchemaSet& schemas,
                                                                     std::optional<std::int64_t> shift_to,
                                                                     TestReader& reader);

}  // namespace kelpie::rules::testing
