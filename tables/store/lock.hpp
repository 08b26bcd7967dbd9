#pragma once

#include <string>
#include <string_view>

namespace kelpie::tables::store {

/// The right to write to a store: held by one process at a time, let go when destroyed or when the process ends, however it ends.
class Lock {
 public:
  /// `holder` says who takes it, for others to read. Throws StoreError that names the holder when somebody else has it.
  Lock(const std::string& path, const std::string& holder);
  ~Lock();
  Lock(const Lock&) = delete;
  Lock& operator=(const Lock&) = delete;

 private:
  int descriptor_ = -1;
};

/// Whether a text is what a lock's file holds: the line of a holder and the checksum behind it.
[[nodiscard]] bool is_holder_line(std::string_view text);

/// Who holds the lock; empty when nobody does.
[[nodiscard]] std::string lock_holder(const std::string& path);

}  // namespace kelpie::tables::store
