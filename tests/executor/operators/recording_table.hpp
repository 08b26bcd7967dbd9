#pragma once

// A table of invented events whose segments write down what is read of them, for tests of scans.

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "executor/engine.hpp"
#include "tables/builder.hpp"
#include "tables/damaged_data.hpp"
#include "tables/dynamic.hpp"
#include "tables/memory_table.hpp"
#include "tables/text.hpp"

namespace kelpie::executor::test {

/// What was read: rows by column (or path, as Column.key.key), and how often segments were asked.
class ReadLog {
 public:
  void add(const std::string& column, std::size_t rows) {
    const std::lock_guard lock(mutex_);
    rows_[column] += rows;
    ++reads_[column];
  }
  [[nodiscard]] std::size_t rows(const std::string& column) const {
    return rows_.contains(column) ? rows_.at(column) : 0;
  }
  [[nodiscard]] std::size_t reads(const std::string& column) const {
    return reads_.contains(column) ? reads_.at(column) : 0;
  }
  /// Names of what was read, in order.
  [[nodiscard]] std::set<std::string> columns() const {
    std::set<std::string> names;
    for (const auto& [name, rows] : rows_) names.insert(name);
    return names;
  }
  void clear() { rows_.clear(), reads_.clear(); }

 private:
  std::mutex mutex_;
  std::map<std::string, std::size_t> rows_;
  std::map<std::string, std::size_t> reads_;
};

/// A segment as a store's is: knows which texts it holds and, where asked to, what lies at the paths of its dynamic
/// columns.
class RecordingSegment final : public tables::Segment {
 public:
  struct Options {
    bool keeps_paths = false;
    std::string damaged;  // a column that cannot be read
  };
  RecordingSegment(const tables::TableSchema& schema, std::vector<tables::Vector> columns, Options options,
                   ReadLog& log)
      : schema_(schema), columns_(columns), memory_(std::move(columns)), options_(std::move(options)), log_(log) {}

  [[nodiscard]] std::size_t size() const override { return memory_.size(); }
  [[nodiscard]] tables::Vector read(std::size_t column, std::size_t offset, std::size_t count) const override {
    const std::string& name = schema_.columns[column].name;
    if (name == options_.damaged)
      throw tables::DamagedData("events/7.segment: column " + name + " at byte 4096: wrong checksum");
    log_.add(name, count);
    return memory_.read(column, offset, count);
  }
  [[nodiscard]] std::optional<tables::IntegerRange> range(std::size_t column, std::size_t offset,
                                                          std::size_t count) const override {
    return memory_.range(column, offset, count);
  }
  [[nodiscard]] bool may_hold(std::size_t column, std::size_t offset, std::size_t count,
                              std::span<const std::string> texts) const override {
    for (std::size_t row = offset; row < offset + count; ++row) {
      for (const std::string& text : texts) {
        if (columns_[column].value_at(row).as_text() == text) return true;
      }
    }
    return false;
  }
  [[nodiscard]] std::optional<tables::Vector> read_path(std::size_t column, std::span<const std::string> path,
                                                        std::size_t offset, std::size_t count) const override {
    if (!options_.keeps_paths) return std::nullopt;
    std::string name = schema_.columns[column].name;
    for (const std::string& key : path) name += "." + key;
    log_.add(name, count);
    tables::ColumnBuilder values(tables::Type::dynamic);
    for (std::size_t row = offset; row < offset + count; ++row) {
      const tables::Value cell = columns_[column].value_at(row);
      tables::DynamicView value = cell.is_null() ? tables::DynamicView() : tables::DynamicView(cell.as_text());
      for (const std::string& key : path) value = value.find(key);
      if (value.is_null()) values.append_null();
      else values.append(tables::Value::dynamic(std::string(value.bytes())));
    }
    return values.finish();
  }

 private:
  const tables::TableSchema& schema_;
  std::vector<tables::Vector> columns_;
  tables::MemorySegment memory_;
  Options options_;
  ReadLog& log_;
};

class RecordingTable final : public tables::Table {
 public:
  RecordingTable() {
    using tables::Type;
    schema_.name = "Events";
    for (const auto& [name, type] : {std::pair{"TimeGenerated", Type::datetime},
                                     {"Number", Type::long_},
                                     {"Name", Type::string},
                                     {"Id", Type::string},
                                     {"Detail", Type::dynamic},
                                     {"Extra", Type::dynamic}}) {
      schema_.columns.push_back({.name = name, .type = type, .description = {}, .source = {}});
    }
  }

  [[nodiscard]] const tables::TableSchema& schema() const override { return schema_; }
  [[nodiscard]] std::vector<std::shared_ptr<const tables::Segment>> segments() const override { return segments_; }

  /// Adds `rows` events. Their times are a second apart, from where the last segment ended; Number is small and
  /// sometimes null, Name one of name<segment>.<0..6> or empty, Id unique, Detail a bag of few forms, Extra a bag of
  /// many.
  void add(std::size_t rows, RecordingSegment::Options options = {}) {
    using tables::Type;
    std::mt19937 random(static_cast<unsigned>(17 + segments_.size()));
    const auto below = [&](unsigned end) { return std::uniform_int_distribution<unsigned>(0, end - 1)(random); };
    std::vector<tables::ColumnBuilder> cells;
    for (const auto& column : schema_.columns) cells.emplace_back(column.type);
    std::vector<std::string> names{""};
    std::vector<std::string> details{"null"};
    for (unsigned i = 0; i < 7; ++i) {
      names.push_back("name" + std::to_string(segments_.size()) + "." + std::to_string(i));
      details.push_back(R"({"kind": "kind)" + std::to_string(i) + R"(", "on": {"city": "city)" + std::to_string(i % 3) +
                        R"("}, "list": [1, 2]})");
    }
    auto codes = std::make_shared<std::pair<std::vector<std::uint8_t>, std::vector<std::uint8_t>>>();
    for (std::size_t row = 0; row < rows; ++row, ++at_) {
      cells[0].append(tables::Value::datetime(first_time + static_cast<std::int64_t>(at_) * 10'000'000));
      if (below(10) == 0)
        cells[1].append_null();
      else
        cells[1].append(tables::Value::long_(below(50)));
      codes->first.push_back(static_cast<std::uint8_t>(below(8)));
      cells[3].append(tables::Value::string("id-" + std::to_string(at_)));
      codes->second.push_back(static_cast<std::uint8_t>(below(8)));
      const std::string extra = below(9) == 0
                                    ? "null"
                                    : R"({"count": )" + std::to_string(below(1000)) + R"(, "where": {"ip": "10.0.0.)" +
                                          std::to_string(below(200)) + R"("}})";
      cells[5].append(value_of(extra));
    }
    std::vector<tables::Vector> columns;
    for (auto& column : cells) columns.push_back(column.finish());
    columns[2] = tables::Vector::dictionary(dictionary_of(Type::string, names), tables::CodeWidth::one,
                                            codes->first.data(), rows, codes);
    columns[4] = tables::Vector::dictionary(dictionary_of(Type::dynamic, details), tables::CodeWidth::one,
                                            codes->second.data(), rows, codes);
    segments_.push_back(
        std::make_shared<const RecordingSegment>(schema_, std::move(columns), std::move(options), log_));
  }

  [[nodiscard]] ReadLog& log() { return log_; }

  static constexpr std::int64_t first_time = 638'500'000'000'000'000;

 private:
  static tables::Value value_of(const std::string& json) {
    return json == "null" ? tables::Value(tables::Type::dynamic)
                          : tables::Value::dynamic(tables::parse_json(json).value());
  }
  static std::shared_ptr<const tables::Dictionary> dictionary_of(tables::Type type,
                                                                 const std::vector<std::string>& values) {
    tables::ColumnBuilder entries(type);
    for (const std::string& value : values)
      entries.append(type == tables::Type::dynamic ? value_of(value) : tables::Value::string(value));
    return std::make_shared<const tables::Dictionary>(entries.finish(), true);
  }

  tables::TableSchema schema_;
  std::vector<std::shared_ptr<const tables::Segment>> segments_;
  ReadLog log_;
  std::size_t at_ = 0;
};

/// The engine over such a table.
class RecordedEvents {
 public:
  RecordedEvents() : engine_(catalog_) { catalog_.add(table_); }
  [[nodiscard]] RecordingTable& table() { return *table_; }
  [[nodiscard]] ReadLog& log() { return table_->log(); }

  [[nodiscard]] QueryOutcome query(const std::string& text, unsigned threads = 1,
                                   std::size_t batch_rows = tables::block_rows) const {
    return engine_.query(text, context(threads, batch_rows));
  }
  /// The rows as text, a line each, or the diagnostics.
  [[nodiscard]] std::string answer(const std::string& text, unsigned threads = 1,
                                   std::size_t batch_rows = tables::block_rows) const {
    const QueryOutcome outcome = query(text, threads, batch_rows);
    std::string result;
    for (const parser::Diagnostic& diagnostic : outcome.diagnostics)
      result += diagnostic.code + ": " + diagnostic.message + "\n";
    for (const ResultTable& table : outcome.tables) {
      for (const Batch& batch : table.batches) {
        for (std::size_t row = 0; row < batch.rows; ++row) {
          for (const tables::Vector& column : batch.columns)
            result += (column.is_null_at(row) ? "null" : tables::to_text(column.value_at(row))) + "|";
          result += "\n";
        }
      }
    }
    return result;
  }
  [[nodiscard]] std::string plan(const std::string& text) const {
    std::string plan;
    const QueryOutcome outcome = engine_.explain(text, context(1, tables::block_rows), plan);
    for (const parser::Diagnostic& diagnostic : outcome.diagnostics)
      plan += diagnostic.code + ": " + diagnostic.message + "\n";
    return plan;
  }
  [[nodiscard]] const Engine& engine() const { return engine_; }
  [[nodiscard]] static QueryContext context(unsigned threads, std::size_t batch_rows) {
    QueryContext context;
    context.now = RecordingTable::first_time;
    context.threads = threads;
    context.batch_rows = batch_rows;
    return context;
  }

 private:
  std::shared_ptr<RecordingTable> table_ = std::make_shared<RecordingTable>();
  tables::MemoryCatalog catalog_;
  Engine engine_;
};

}  // namespace kelpie::executor::test
