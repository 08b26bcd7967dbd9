#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "tables/store/log.hpp"
#include "tables/store/mapped_file.hpp"
#include "tables/store/state.hpp"

namespace kelpie::tables::store {

// Where things lie in a store's folder:
//   LOCK                         who writes; empty when nobody does
//   log/0000000001.log           the log; while a new one is begun there may be two, and the higher counts
//   segments/0000000001.seg      sealed segments

/// The paths of a store.
struct Layout {
  std::string folder;

  [[nodiscard]] std::string lock() const { return folder + "/LOCK"; }
  [[nodiscard]] std::string log() const { return folder + "/log"; }
  [[nodiscard]] std::string segments() const { return folder + "/segments"; }
  [[nodiscard]] std::string log(std::uint64_t number) const { return log() + "/" + log_name(number); }
  [[nodiscard]] std::string segment(std::uint64_t number) const;
  /// Number of the highest log file; 0: there is no store.
  [[nodiscard]] std::uint64_t last_log() const;
};

/// Whether a file's name is one that the store gives to its logs and segments, finished or not.
[[nodiscard]] bool is_store_file(std::string_view name);
/// What of a folder's content is no part of a store, the first found; empty when there is nothing.
[[nodiscard]] std::string foreign_file(const Layout& layout);

/// What the log says, read once.
struct LoggedState {
  State state;
  LogEnd end;
};
/// Reads a log file; nothing when it is not there (any more). Throws DamagedData, StoreError.
[[nodiscard]] std::unique_ptr<LoggedState> read_state(const Layout& layout, std::uint64_t log);

}  // namespace kelpie::tables::store
