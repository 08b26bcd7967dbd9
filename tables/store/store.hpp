#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "tables/schema_set.hpp"
#include "tables/store/snapshot.hpp"

namespace kelpie::tables::store {

/// A store opened for reading, while another process may write to it. Thread-safe.
class Store {
 public:
  /// Throws StoreError when there is no store, or one of another format; DamagedData when its log is damaged.
  Store(const std::string& folder, std::shared_ptr<const SchemaSet> schemas);

  /// What is there now; the same as before when nothing was added. Throws as the constructor does.
  [[nodiscard]] std::shared_ptr<const Snapshot> snapshot();

 private:
  Layout layout_;
  std::shared_ptr<const SchemaSet> schemas_;
  SegmentPool pool_;
  std::mutex mutex_;
  std::shared_ptr<const Snapshot> last_;
  std::uint64_t log_ = 0;        // file of last_
  std::uint64_t log_bytes_ = 0;  // of it
};

/// Whether the folder holds a store.
[[nodiscard]] bool is_store(const std::string& folder);

}  // namespace kelpie::tables::store
