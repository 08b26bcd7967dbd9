#pragma once

#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>

#include "plugin/abi/kelpie.h"
#include "plugin/instance/batch_queue.hpp"
#include "plugin/instance/configuration.hpp"
#include "plugin/instance/engine_parts.hpp"
#include "plugin/instance/event_store.hpp"
#include "plugin/instance/host_services.hpp"
#include "plugin/instance/intake_thread.hpp"
#include "plugin/instance/query_slots.hpp"
#include "plugin/instance/rule_thread.hpp"
#include "plugin/instance/statistics.hpp"
#include "rules/runtime/runtime.hpp"

namespace kelpie::plugin {

class QueryCursor;

/// One store with its rules, from init() to close(): what the functions of the C interface do, in C++. They throw
/// PluginError and whatever the folders below throw; abi/ turns that into codes. Threads as kelpie.h says.
class Instance {
 public:
  using Milliseconds = std::chrono::milliseconds;

  /// `limits` as kelpie.h says; what holds is in limits() then.
  Instance(const kelpie_host& host, std::string_view configuration, const kelpie_limits& limits);
  ~Instance();
  Instance(const Instance&) = delete;
  Instance& operator=(const Instance&) = delete;

  [[nodiscard]] const kelpie_limits& limits() const { return limits_; }

  void start();
  [[nodiscard]] kelpie_code drain(Milliseconds deadline);
  [[nodiscard]] kelpie_code stop(Milliseconds deadline);
  [[nodiscard]] kelpie_code quiesce(Milliseconds deadline);
  void resume();

  [[nodiscard]] kelpie_code push(const kelpie_batch& batch, Milliseconds deadline);
  [[nodiscard]] kelpie_credit credit() const;
  [[nodiscard]] kelpie_code flush(Milliseconds deadline);

  /// Throws PluginError where a rule is not sound. `warnings` gets what else there is to say.
  [[nodiscard]] std::shared_ptr<rules::PreparedRules> prepare(std::span<const std::string> paths,
                                                              rules::RuleDiagnostics& warnings);
  void commit(std::shared_ptr<rules::PreparedRules> rules);
  void close_incident(std::string_view id);

  [[nodiscard]] std::unique_ptr<QueryCursor> open_query(const kelpie_query& query);
  /// A JSON document.
  [[nodiscard]] std::string inspect(kelpie_subject subject, std::string_view argument);

  // What cursors need of their instance.
  [[nodiscard]] HostServices& host() { return host_; }
  [[nodiscard]] Statistics& statistics() { return statistics_; }
  [[nodiscard]] QuerySlots& slots() { return slots_; }
  void enter(QueryCursor& cursor);
  void leave(QueryCursor& cursor);

 private:
  enum class Stage { made, running, draining, stopped };

  [[nodiscard]] rules::Preparation load(const std::vector<std::string>& paths, rules::Refused refused, rules::RuleDiagnostics& told);
  void read_first_rules();
  void tell_metrics(bool last = false);
  [[nodiscard]] rules::RuntimeOptions runtime_options();
  [[nodiscard]] std::string tables_document();
  [[nodiscard]] std::string rules_document();
  [[nodiscard]] std::string statistics_document();
  [[nodiscard]] std::string incidents_document();
  [[nodiscard]] std::string plan_document(std::string_view query);
  [[nodiscard]] std::string diagnostics_document(std::string_view path);

  HostServices host_;
  const InstanceConfiguration configuration_;
  const kelpie_limits limits_;
  Statistics statistics_;
  const std::int64_t made_at_;
  EngineParts parts_;
  EventStore store_;
  rules::CurrentCatalog catalog_;
  std::unique_ptr<executor::Engine> engine_;
  std::unique_ptr<rules::Clock> event_clock_;  // where the configuration wants it
  std::atomic<bool> stop_runs_{false};
  rules::RuleRuntime runtime_;
  BatchQueue queue_;
  QuerySlots slots_;
  std::mutex telling_;  // over what follows
  std::optional<std::int64_t> metrics_told_at_;
  std::map<std::string_view, std::uint64_t> metrics_told_;

  mutable std::mutex mutex_;  // over what follows
  Stage stage_ = Stage::made;
  std::set<QueryCursor*> cursors_;
  std::unique_ptr<IntakeThread> intake_;
  std::shared_ptr<RuleThread> rules_;
};

}  // namespace kelpie::plugin
