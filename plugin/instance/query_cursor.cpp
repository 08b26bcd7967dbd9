#include "plugin/instance/query_cursor.hpp"

#include "executor/error.hpp"
#include "plugin/instance/plugin_error.hpp"
#include "plugin/output/json_writer.hpp"
#include "tables/dynamic.hpp"
#include "tables/text.hpp"

namespace kelpie::plugin {

namespace {

constexpr std::size_t piece_rows = 1000;
constexpr std::size_t piece_bytes = std::size_t{1} << 20;
/// What the host is asked for while an answer is held.
constexpr std::uint64_t answer_bytes = std::uint64_t{64} << 20;

executor::Engine::Parameters parameters_of(std::string_view json) {
  executor::Engine::Parameters parameters;
  if (json.empty()) return parameters;
  const auto bytes = tables::parse_json(json);
  if (!bytes || tables::DynamicView(*bytes).kind() != tables::DynamicKind::bag)
    throw PluginError(KELPIE_REFUSED, "parameters: expected a JSON object such as {\"user\": \"ada@example.com\"}");
  const tables::DynamicView bag(*bytes);
  for (std::size_t i = 0; i < bag.size(); ++i) {
    if (bag.value(i).kind() != tables::DynamicKind::string)
      throw PluginError(KELPIE_REFUSED, "parameters: the value of '" + std::string(bag.key(i)) +
                                            "' must be a text: the parameter's value as KQL writes it");
    parameters.emplace_back(bag.key(i), bag.value(i).as_string());
  }
  return parameters;
}

}  // namespace

QueryCursor::QueryCursor(Instance& instance, std::shared_ptr<const tables::Catalog> catalog,
                         std::unique_ptr<executor::Engine> engine, const kelpie_query& query,
                         std::chrono::milliseconds most_time, std::uint64_t memory_bytes)
    : instance_(instance), catalog_(std::move(catalog)), engine_(std::move(engine)), text_(view_of(query.text)) {
  if (query.deadline_ms < 0) throw PluginError(KELPIE_WRONG_USE, "query: deadline_ms is negative");
  if (query.timespan_start != 0 || query.timespan_end != 0) {
    if (query.timespan_end < query.timespan_start)
      throw PluginError(KELPIE_REFUSED, "query: timespan_end lies before timespan_start");
    context_.window = executor::TimeWindow{ticks_of_unix(query.timespan_start), ticks_of_unix(query.timespan_end)};
  }
  context_.now = query.now != 0 ? ticks_of_unix(query.now) : instance.host().now();
  context_.stop = &stop_;
  context_.limits.memory_bytes = memory_bytes;
  context_.limits.result_bytes = answer_bytes;
  context_.limits.deadline =
      std::chrono::steady_clock::now() +
      std::min(most_time, query.deadline_ms > 0 ? std::chrono::milliseconds(query.deadline_ms) : most_time);
  parser::Diagnostics diagnostics;
  compiled_ = engine_->compile(text_, context_, true, diagnostics, parameters_of(view_of(query.parameters)));
  ++instance_.statistics().queries;
  if (!compiled_) {
    ++instance_.statistics().queries_refused;
    throw query_refused(text_, diagnostics);
  }
  instance_.enter(*this);
}

QueryCursor::~QueryCursor() { instance_.leave(*this); }

void QueryCursor::run() {
  memory_ = GrantedMemory(instance_.host(), answer_bytes);
  if (!instance_.slots().take(*context_.limits.deadline, stop_))
    throw PluginError(stop_ ? KELPIE_CANCELLED : KELPIE_TIMEOUT,
                      stop_ ? "the query was cancelled" : "the query waited for others until its time was over");
  ++instance_.statistics().queries_running;
  const auto end = [&] {
    --instance_.statistics().queries_running;
    instance_.slots().give();
  };
  try {
    tables_ = engine_->run(*compiled_, context_);
  } catch (const executor::QueryError& failure) {
    end();
    if (stop_) throw PluginError(KELPIE_CANCELLED, "the query was cancelled");
    const bool timed_out = failure.code() == "E_QUERY_TIMEOUT";
    const PluginError refused =
        query_refused(text_, {{parser::Severity::error, failure.code(), failure.what(), failure.span(), {}}});
    throw PluginError(timed_out                          ? KELPIE_TIMEOUT
                      : failure.code().starts_with("E_") ? KELPIE_LIMIT
                                                         : KELPIE_REFUSED,
                      refused.what(), refused.place(), refused.detail());
  } catch (...) {
    end();
    throw;
  }
  end();
  compiled_.reset();
}

void QueryCursor::begin_table() {
  const executor::ResultTable& table = tables_[table_];
  columns_ = "{\"name\":";
  append_json_string(table.name, columns_);
  columns_ += ",\"columns\":[";
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    columns_ += i == 0 ? "{\"name\":" : ",{\"name\":";
    append_json_string(table.columns[i].name, columns_);
    columns_ += ",\"type\":";
    append_json_string(tables::name_of(table.columns[i].type), columns_);
    columns_ += '}';
  }
  columns_ += "]}";
}

std::optional<kelpie_rows> QueryCursor::next() {
  if (failed_) throw PluginError(KELPIE_WRONG_USE, "the query has failed: there is nothing more");
  if (stop_) {
    failed_ = true;
    throw PluginError(KELPIE_CANCELLED, "the query was cancelled");
  }
  if (!ran_) {
    ran_ = failed_ = true;
    run();
    failed_ = false;
    if (!tables_.empty()) begin_table();
  }
  while (table_ < tables_.size()) {
    executor::ResultTable& table = tables_[table_];
    rows_.clear();
    std::uint64_t count = 0;
    while (batch_ < table.batches.size() && count < piece_rows && rows_.size() < piece_bytes) {
      const executor::Batch& batch = table.batches[batch_];
      for (; row_ < batch.rows && count < piece_rows && rows_.size() < piece_bytes; ++row_, ++count) {
        rows_ += '[';
        for (std::size_t column = 0; column < batch.columns.size(); ++column) {
          if (column > 0) rows_ += ',';
          append_json_cell(batch.columns[column], row_, rows_);
        }
        rows_ += "]\n";
      }
      if (row_ < batch.rows) break;
      ++batch_;
      row_ = 0;
    }
    if (count > 0 || !told_) {
      told_ = true;
      kelpie_rows piece{};
      piece.struct_size = sizeof piece;
      piece.table = static_cast<std::uint32_t>(table_);
      piece.columns = text_of(columns_);
      piece.rows = text_of(rows_);
      piece.row_count = count;
      return piece;
    }
    table.batches.clear();
    ++table_;
    batch_ = row_ = 0;
    told_ = false;
    if (table_ < tables_.size()) begin_table();
  }
  return std::nullopt;
}

}  // namespace kelpie::plugin
