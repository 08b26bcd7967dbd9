#pragma once

#include <atomic>
#include <memory>

#include "executor/engine.hpp"
#include "tables/memory_table.hpp"
#include "tables/schema_set.hpp"

namespace kelpie::rules::testing {

/// What all tests of a run share. Thread-safe to read.
struct TestEnvironment {
  tables::SchemaSet schemas;
  std::shared_ptr<const executor::FunctionRegistry> functions;
  std::shared_ptr<const executor::StoredFunctions> stored;
  /// The schemas' tables without rows, each with the hidden column of arrivals.
  tables::MemoryCatalog empty_tables;
  /// What tests without watchlists of their own see; may be nullptr.
  std::shared_ptr<const tables::Watchlists> watchlists = nullptr;
  /// Files that rules may read with externaldata; nullptr: none.
  std::shared_ptr<const tables::ExternalFiles> external = nullptr;
  const std::atomic<bool>* stop = nullptr;
};

[[nodiscard]] TestEnvironment make_test_environment(
    tables::SchemaSet schemas,
    std::shared_ptr<const executor::FunctionRegistry> functions = executor::make_builtin_registry(),
    std::shared_ptr<const executor::StoredFunctions> stored = executor::built_in_functions());

/// The schema with the hidden column of arrivals (tables/ingestion_time.hpp), last.
[[nodiscard]] tables::TableSchema with_arrivals(tables::TableSchema schema);

}  // namespace kelpie::rules::testing
