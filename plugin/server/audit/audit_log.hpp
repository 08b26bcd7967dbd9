#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include "plugin/server/access/caller.hpp"
#include "plugin/server/service/intake_service.hpp"
#include "tables/table.hpp"

namespace kelpie::server {

/// The table of what was asked and administered, KelpieAudit: kept like any event, so that KQL and rules see it.
[[nodiscard]] tables::TableSchema audit_schema();

/// One row of it.
struct AuditEntry {
  std::string_view operation;  // "Query", "ReloadRules", "Refused", ...
  const Caller* caller = nullptr;
  std::string_view face;       // by which API
  std::string_view id;         // of the query or request
  std::string_view text;       // the query, or what was wanted
  std::string_view result;     // "answered", "refused", ...
  std::string_view reason;     // of what did not go well
  double milliseconds = 0;
  std::uint64_t rows = 0;
};

/// Writes entries into the store, all of some tenths of a second together, in a thread of its own. Thread-safe.
class AuditLog {
 public:
  /// `intake` is borrowed. `lost` is told when entries cannot be kept, at most once a minute.
  AuditLog(IntakeService& intake, std::function<std::int64_t()> now, std::function<void(const std::string&)> lost);
  /// Hands over what is left.
  ~AuditLog();
  AuditLog(const AuditLog&) = delete;
  AuditLog& operator=(const AuditLog&) = delete;

  void add(const AuditEntry& entry);

 private:
  void run();
  void hand_over(std::unique_lock<std::mutex>& lock);

  IntakeService& intake_;
  const std::function<std::int64_t()> now_;
  const std::function<void(const std::string&)> lost_;
  std::mutex mutex_;  // over what follows
  std::condition_variable changed_;
  std::string lines_;
  std::uint64_t count_ = 0, dropped_ = 0;
  std::chrono::steady_clock::time_point told_{};
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace kelpie::server
