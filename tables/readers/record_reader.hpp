#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tables/readers/recognise.hpp"
#include "tables/readers/record_walker.hpp"
#include "tables/readers/table_filler.hpp"
#include "tables/schema_set.hpp"

namespace kelpie::tables::readers {

/// A record that could not be read: where in the buffer, why, and its bytes; none when its end is not known.
using RejectSink = std::function<void(const char* at, std::string reason, std::string_view record)>;

/// Whether a list under this key is a page of records.
[[nodiscard]] bool is_page_key(std::string_view key);

/// Sorts JSON values into tables: recognises each event, unwraps pages, lists and the wrappings of log shippers. Keeps
/// what it learned from record to record. One per thread.
class RecordReader {
 public:
  /// `schemas` must outlive the reader.
  RecordReader(const SchemaSet& schemas, std::uint64_t seed) : schemas_(schemas), seed_(seed), scratch_("", seed) {}

  /// What follows belongs to this place of the input.
  void begin(std::uint64_t order, const Expectation& expected);
  /// What follows is of this kind. Another kind than before makes the reader forget what it learned.
  void expect(const Expectation& expected);
  /// Reads one object or array at `p` and moves behind it; nullptr: there is no complete one. Bytes as json_scan.hpp
  /// wants them.
  const char* read(const char* p, const char* end, const RejectSink& reject);

  /// Rows that finish() would give away.
  [[nodiscard]] std::uint64_t rows_to_give() const;
  /// Rows that read() has put.
  [[nodiscard]] std::uint64_t rows() const { return rows_; }

  /// The filler of a table; the one that read() puts its rows into.
  TableFiller& filler(const TableSchema& schema);
  /// nullptr: there are too many tables, or it is no name.
  TableFiller* open_filler(const std::string& table);
  /// Ends the last pieces and gives the tables away.
  [[nodiscard]] std::vector<std::unique_ptr<TableFiller>> finish();

 private:
  static constexpr int max_wrapping = 6;
  /// Tables without a schema; more names than that are no names of tables.
  static constexpr std::size_t max_open_tables = 100;

  const char* read_object(const char* p, const char* end, int depth, const RejectSink& reject);
  const char* read_list(const char* p, const char* end, int depth, const RejectSink& reject);
  const char* read_unknown(const char* p, const char* end, int depth, const RejectSink& reject);
  bool unwrap(const std::vector<Member>& members, int depth, const RejectSink& reject);
  bool unwrap_text(const Member& member, int depth, const RejectSink& reject);
  const char* read_along(Route* route, const char* p, const char* end, const RejectSink& reject);
  /// nullptr: there are too many tables.
  Route* route_for(const Recognised& recognised);

  const SchemaSet& schemas_;
  std::uint64_t seed_;
  std::uint64_t order_ = 0;
  std::uint64_t rows_ = 0;
  Expectation expected_;
  std::map<std::string, std::unique_ptr<TableFiller>, std::less<>> fillers_;
  std::size_t open_tables_ = 0;
  std::map<std::string, std::unique_ptr<Route>, std::less<>> routes_;
  Route* current_ = nullptr;
  int mixed_ = 0;        // high while records keep changing their route
  TableFiller scratch_;  // what malformed records are walked into
  RecordWalker walker_;
};

}  // namespace kelpie::tables::readers
