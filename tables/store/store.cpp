#include "tables/store/store.hpp"

#include <filesystem>

#include "tables/damaged_data.hpp"
#include "tables/store/store_error.hpp"

namespace kelpie::tables::store {

namespace {

/// How often a writer may begin a new log while we read the old one.
constexpr int tries = 20;

}  // namespace

Store::Store(const std::string& folder, std::shared_ptr<const SchemaSet> schemas) : layout_{folder}, schemas_(std::move(schemas)) {
  if (!is_store(folder)) throw StoreError(folder + ": there is no store here; 'kelpie ingest --store " + folder + " PATH' makes one");
  last_ = snapshot();
}

std::shared_ptr<const Snapshot> Store::snapshot() {
  const std::lock_guard lock(mutex_);
  for (int i = 0; i < tries; ++i) {
    const std::uint64_t log = layout_.last_log();
    std::error_code error;
    const std::uint64_t bytes = std::filesystem::file_size(layout_.log(log), error);
    if (last_ && log == log_ && bytes == log_bytes_ && !error) return last_;
    const auto logged = read_state(layout_, log);
    if (!logged) continue;
    auto made = Snapshot::make(layout_, std::move(logged->state), schemas_, pool_);
    if (!made) {
      if (layout_.last_log() == log && i + 1 < tries) continue;
      if (layout_.last_log() == log) break;
      continue;
    }
    last_ = std::move(made);
    log_ = log;
    log_bytes_ = error ? 0 : bytes;
    return last_;
  }
  throw DamagedData(layout_.segments() + ": damaged: a segment that the log names is missing; 'kelpie store verify " + layout_.folder + "' says which");
}

bool is_store(const std::string& folder) { return Layout{folder}.last_log() != 0; }

}  // namespace kelpie::tables::store
