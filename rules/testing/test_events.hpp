#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "rules/runtime/event_stream.hpp"
#include "rules/testing/rule_test.hpp"
#include "rules/testing/test_environment.hpp"

namespace kelpie::rules::testing {

/// The events of one test, as they arrive. Not thread-safe, but for snapshot().
class TestEvents final : public EventStream {
 public:
  /// The schema of a table that nobody knows shows from all of the test's events.
  TestEvents(const RuleTest& test, const TestEnvironment& environment, RuleDiagnostics& diagnostics);

  /// The events arrive together, at the clock's time or just after what arrived before. False: something is wrong with
  /// them, and was told.
  bool arrive(const std::vector<WrittenEvent>& events, std::int64_t clock);

  [[nodiscard]] std::shared_ptr<const tables::Catalog> snapshot() override { return catalog_; }
  [[nodiscard]] bool knows_all_tables() const { return guessed_.empty(); }
  /// The last TimeGenerated of all that arrived.
  [[nodiscard]] std::optional<std::int64_t> last_time() const { return last_time_; }
  /// Tells of tables without a schema that the rule's query does not read: their names are misspelt.
  void check_tables(const std::vector<std::string>& read);
  /// Rows that arrived, by table.
  [[nodiscard]] std::map<std::string, std::uint64_t> rows() const;

 private:
  struct ArrivingTable {
    tables::TableSchema schema;  // with the hidden column of arrivals
    std::vector<std::vector<tables::Vector>> arrivals;
  };
  using Rows = std::vector<PlacedValue>;

  ArrivingTable* table_named(const WrittenEvent& event);
  bool has_columns(const WrittenEvent& event, const PlacedValue& row, const tables::TableSchema& schema);
  bool add_rows(ArrivingTable& table, const Rows& rows, std::int64_t clock, std::int64_t arrival);
  bool add_file(const WrittenEvent& event, std::int64_t clock, std::int64_t arrival);
  void add_columns(ArrivingTable& table, std::vector<tables::Vector> columns, std::int64_t arrival);
  void guess_schemas(const RuleTest& test);
  void rebuild();

  const TestEnvironment& environment_;
  TestReader reader_;
  executor::Engine expressions_;  // evaluates templates
  std::map<std::string, tables::TableSchema> guessed_;
  std::map<std::string, parser::Span> guessed_at_;
  std::map<std::string, ArrivingTable> tables_;
  std::shared_ptr<const tables::Catalog> catalog_;
  std::uint64_t written_ = 0;  // rows that did not come from files
  std::int64_t last_arrival_ = 0;
  std::optional<std::int64_t> last_time_;
};

/// The last time that the events of a test state themselves, whatever the clock; nothing where there is none.
[[nodiscard]] std::optional<std::int64_t> last_written_time(const RuleTest& test, const TestEnvironment& environment);

}  // namespace kelpie::rules::testing
