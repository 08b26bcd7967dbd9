#pragma once

#include <atomic>
#include <cstdint>
#include <string_view>
#include <vector>

#include "plugin/abi/kelpie.h"

namespace kelpie::plugin {

/// What an instance counts since it was made. Thread-safe.
struct Statistics {
  std::atomic<std::uint64_t> batches{0}, events_stored{0}, events_duplicate{0}, events_refused{0};
  std::atomic<std::uint64_t> store_failures{0};
  std::atomic<std::uint64_t> rule_runs{0}, alerts_raised{0}, alerts_delivered{0}, alerts_retried{0}, alerts_rejected{0};
  std::atomic<std::uint64_t> queries{0}, queries_refused{0}, queries_running{0};
};

/// One of them under its name, as metric() and inspect() tell it.
struct StatisticsEntry {
  std::string_view name;
  kelpie_metric_kind kind;
  std::uint64_t value;
};
[[nodiscard]] inline std::vector<StatisticsEntry> entries_of(const Statistics& now) {
  return {{"batches_total", KELPIE_COUNTER, now.batches},
          {"events_stored_total", KELPIE_COUNTER, now.events_stored},
          {"events_duplicate_total", KELPIE_COUNTER, now.events_duplicate},
          {"events_refused_total", KELPIE_COUNTER, now.events_refused},
          {"store_failures_total", KELPIE_COUNTER, now.store_failures},
          {"rule_runs_total", KELPIE_COUNTER, now.rule_runs},
          {"alerts_raised_total", KELPIE_COUNTER, now.alerts_raised},
          {"alerts_delivered_total", KELPIE_COUNTER, now.alerts_delivered},
          {"alerts_retried_total", KELPIE_COUNTER, now.alerts_retried},
          {"alerts_rejected_total", KELPIE_COUNTER, now.alerts_rejected},
          {"queries_total", KELPIE_COUNTER, now.queries},
          {"queries_refused_total", KELPIE_COUNTER, now.queries_refused},
          {"queries_running", KELPIE_GAUGE, now.queries_running}};
}

}  // namespace kelpie::plugin
