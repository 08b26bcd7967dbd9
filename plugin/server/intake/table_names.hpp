#pragma once

#include <string>
#include <string_view>

#include "tables/schema_set.hpp"

namespace kelpie::server {

/// The table that a name of a sender's making stands for: a known one by its name, category or alias without regard to
/// case, or one of its own whose name ends with
/// "_CL" as custom tables' do in Log Analytics. Empty: none; the events say it themselves.
[[nodiscard]] std::string table_of_name(std::string_view name, const tables::SchemaSet& schemas);

/// The same for an index of Elasticsearch: without a data stream's and a roll-over's additions
/// ("logs-signinlogs-default", "signinlogs-2026.03.01", "signinlogs-000007").
[[nodiscard]] std::string table_of_index(std::string_view index, const tables::SchemaSet& schemas);

/// The same for a stream of a data collection rule ("Microsoft-SigninLogs", "Custom-Vpn_CL"); a stream that is no known
/// table is one of its own, with "_CL" behind.
[[nodiscard]] std::string table_of_stream(std::string_view stream, const tables::SchemaSet& schemas);

/// Whether a table may have the name: a letter, then letters, digits and '_', 128 at most.
[[nodiscard]] bool is_table_name(std::string_view name);

}  // namespace kelpie::server
