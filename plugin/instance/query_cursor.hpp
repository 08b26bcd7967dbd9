#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "executor/engine.hpp"
#include "plugin/abi/kelpie.h"
#include "plugin/instance/instance.hpp"

namespace kelpie::plugin {

/// A query over what was stored when it was opened, and its answer a piece at a time. For one thread at a time;
/// cancel() for any.
class QueryCursor {
 public:
  /// Binds the query. Throws PluginError.
  QueryCursor(Instance& instance, std::shared_ptr<const tables::Catalog> catalog,
              std::unique_ptr<executor::Engine> engine, const kelpie_query& query, std::chrono::milliseconds most_time,
              std::uint64_t memory_bytes);
  ~QueryCursor();
  QueryCursor(const QueryCursor&) = delete;
  QueryCursor& operator=(const QueryCursor&) = delete;

  /// The next piece, which stays until the next call; nothing: that was all. Throws PluginError.
  [[nodiscard]] std::optional<kelpie_rows> next();
  void cancel() { stop_ = true; }

 private:
  void run();
  void begin_table();

  Instance& instance_;
  std::shared_ptr<const tables::Catalog> catalog_;
  std::unique_ptr<executor::Engine> engine_;
  std::string text_;
  executor::QueryContext context_;
  std::optional<executor::CompiledQuery> compiled_;
  std::atomic<bool> stop_{false};
  GrantedMemory memory_;

  bool ran_ = false, failed_ = false;
  std::vector<executor::ResultTable> tables_;
  std::size_t table_ = 0, batch_ = 0, row_ = 0;
  bool told_ = false;  // a piece of the current table
  std::string columns_, rows_;
};

}  // namespace kelpie::plugin
