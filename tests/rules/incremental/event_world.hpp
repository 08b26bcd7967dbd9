#pragma once

// Tables in memory that grow, rules made of a query, and the comparison of both ways to evaluate them.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "rules/compile.hpp"
#include "rules/incremental/incremental_rules.hpp"
#include "rules/rule.hpp"
#include "tables/memory_table.hpp"

namespace kelpie::rules::testing {

/// One row of Signins or of Audit, which have the same columns: TimeGenerated, User, IP, App, Result, Bytes (long),
/// Risk (real), Detail (dynamic).
struct Event {
  std::int64_t time = 0;
  std::int64_t arrival = 0;
  bool audit = false;
  bool timeless = false;  // its TimeGenerated is null
  std::string user, ip, app, result;
  std::int64_t bytes = 0;
  double risk = 0;
  std::string tag;
};

class EventWorld {
 public:
  EventWorld();
  /// As one segment a table.
  void append(const std::vector<Event>& events);

  tables::MemoryCatalog catalog;
  executor::Engine engine;

 private:
  std::shared_ptr<tables::MemoryTable> signins_;
  std::shared_ptr<tables::MemoryTable> audit_;
};

struct RuleSettings {
  std::string frequency = "1h";
  std::string period = "1h";
  std::string trigger = "gt";
  int threshold = 0;
  bool alert_per_result = true;
};

[[nodiscard]] Rule rule_of(const std::string& query, const RuleSettings& settings = {});
[[nodiscard]] CompiledRule compiled(const Rule& rule, const executor::Engine& engine);

/// Everything that people and programs see of an evaluation.
[[nodiscard]] std::string text_of(const Evaluation& evaluation);

/// 2026-03-02, noon.
[[nodiscard]] std::int64_t noon();

}  // namespace kelpie::rules::testing
