#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include "rules/load.hpp"
#include "rules/runtime/runtime.hpp"
#include "tables/builder.hpp"
#include "tables/ingestion_time.hpp"
#include "tables/memory_table.hpp"
#include "tables/text.hpp"

namespace kelpie::tests {

inline constexpr std::int64_t minute = tables::ticks_per_minute;
inline constexpr std::int64_t hour = tables::ticks_per_hour;
inline const std::int64_t noon = tables::parse_datetime("2026-03-02T12:00:00Z").value();

/// Events(TimeGenerated, User, Result) that arrive when a test says so.
class EventsOfATest final : public rules::EventStream {
 public:
  struct Event {
    std::int64_t time = 0;
    std::string user;
    std::string result;
  };

  EventsOfATest() {
    schema_.name = "Events";
    schema_.columns = {{"TimeGenerated", tables::Type::datetime, {}, {}},
                       {"User", tables::Type::string, {}, {}},
                       {"Result", tables::Type::string, {}, {}},
                       {std::string(tables::ingestion_time_column), tables::Type::datetime, {}, {}, true}};
    publish();
  }
  void arrive(std::int64_t arrival, const std::vector<Event>& events) {
    tables::ColumnBuilder times(tables::Type::datetime), users(tables::Type::string), results(tables::Type::string);
    for (const Event& event : events) {
      times.append(tables::Value::datetime(event.time));
      users.append(tables::Value::string(event.user));
      results.append(tables::Value::string(event.result));
    }
    columns_.push_back({times.finish(), users.finish(), results.finish(), tables::Vector::constant(tables::Value::datetime(arrival), events.size())});
    publish();
  }
  [[nodiscard]] std::shared_ptr<const tables::Catalog> snapshot() override { return catalog_; }

 private:
  void publish() {
    auto table = std::make_shared<tables::MemoryTable>(schema_);
    for (const auto& columns : columns_) table->append(columns);
    auto catalog = std::make_shared<tables::MemoryCatalog>();
    catalog->add(table);
    catalog_ = catalog;
  }
  tables::TableSchema schema_;
  std::vector<std::vector<tables::Vector>> columns_;
  std::shared_ptr<const tables::Catalog> catalog_;
};

/// A sink that answers what a test says and keeps what it was handed.
class SinkOfATest final : public rules::AlertSink {
 public:
  [[nodiscard]] std::string name() const override { return "test"; }
  [[nodiscard]] std::vector<rules::Delivery> deliver(std::span<const rules::Alert> alerts, std::chrono::steady_clock::time_point) override {
    std::vector<rules::Delivery> answers;
    for (const rules::Alert& alert : alerts) {
      if (answer.result == rules::DeliveryResult::delivered) got.push_back(alert);
      answers.push_back(answer);
    }
    return answers;
  }
  rules::Delivery answer;
  std::vector<rules::Alert> got;
};

class RuntimeOfATest {
 public:
  explicit RuntimeOfATest(std::int64_t now, rules::RuntimeOptions wanted = {}) : clock(now), options(std::move(wanted)) { restart(); }

  /// As when the process ends and another begins.
  void restart() {
    runtime.reset();
    engine.reset();
    catalog = std::make_unique<rules::CurrentCatalog>(events.snapshot());
    engine = std::make_unique<executor::Engine>(*catalog);
    runtime = std::make_unique<rules::RuleRuntime>(*engine, *catalog, events, clock, std::vector<std::string>{"test"}, options);
    if (!texts.empty()) load();
  }
  void use(std::vector<std::string> rules) {
    texts = std::move(rules);
    load();
  }
  /// Sets the clock and makes a step.
  rules::StepReport at(std::int64_t now) {
    clock.set(now);
    return runtime->step();
  }

  EventsOfATest events;
  rules::ManualClock clock;
  rules::RuntimeOptions options;
  std::vector<std::string> texts;
  std::unique_ptr<rules::CurrentCatalog> catalog;
  std::unique_ptr<executor::Engine> engine;
  std::unique_ptr<rules::RuleRuntime> runtime;

 private:
  void load() {
    rules::LoadedRules loaded;
    for (const std::string& text : texts) rules::read_rule("rule.yaml", text, loaded);
    for (const auto& one : loaded.diagnostics) BOOST_TEST_MESSAGE(rules::render(one));
    BOOST_REQUIRE_EQUAL(loaded.rules.size(), texts.size());
    rules::Preparation prepared = runtime->prepare(loaded.rules);
    for (const auto& one : prepared.diagnostics) BOOST_TEST_MESSAGE(rules::render(one));
    BOOST_REQUIRE(prepared.rules != nullptr);
    runtime->commit(prepared.rules);
  }
};

/// A state file of one test.
class StateFile {
 public:
  StateFile() {
    std::string name = (std::filesystem::temp_directory_path() / "kelpie-state-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
  }
  ~StateFile() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  StateFile(const StateFile&) = delete;
  StateFile& operator=(const StateFile&) = delete;
  [[nodiscard]] std::string path() const { return folder_ + "/rules.db"; }

 private:
  std::string folder_;
};

/// A rule over Events. `settings` is YAML: "kind: NRT", "queryPeriod: 2h", ... in place of the usual.
inline std::string rule_text(const std::string& query, const std::string& settings = {}, const std::string& id = "11111111-2222-3333-4444-555555555555") {
  std::string text = "id: " + id + "\nname: Test rule\nseverity: Low\nversion: " + (settings.find("version") == std::string::npos ? "1.0.0" : "") ;
  if (settings.find("version") != std::string::npos) text.resize(text.rfind("version"));
  text += "\ndescription: Fallback\n";
  if (settings.find("kind:") == std::string::npos) text += "kind: Scheduled\n";
  if (settings.find("kind: NRT") == std::string::npos) {
    if (settings.find("queryFrequency") == std::string::npos) text += "queryFrequency: 1h\n";
    if (settings.find("queryPeriod") == std::string::npos) text += "queryPeriod: 1h\n";
    if (settings.find("triggerOperator") == std::string::npos) text += "triggerOperator: gt\n";
    if (settings.find("triggerThreshold") == std::string::npos) text += "triggerThreshold: 0\n";
  }
  return text + settings + (settings.empty() || settings.ends_with("\n") ? "" : "\n") + "query: |\n  " + query + "\n";
}

}  // namespace kelpie::tests
