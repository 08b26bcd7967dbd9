// How rules are split, and what becomes of rows at the edges: cut-offs, late rows, little memory, nothing at all.

#include <boost/test/unit_test.hpp>

#include "event_world.hpp"
#include "rules/detect.hpp"
#include "rules/schedule.hpp"
#include "tables/text.hpp"

namespace {

using namespace kelpie;
using namespace kelpie::rules;
using namespace kelpie::rules::testing;
using tables::ticks_per_hour;
using tables::ticks_per_minute;

Event event_at(std::int64_t time, const std::string& user = "ada", std::int64_t bytes = 1) {
  Event event;
  event.time = event.arrival = time;
  event.user = user;
  event.ip = "10.0.0.1";
  event.app = "Mail";
  event.result = "0";
  event.bytes = bytes;
  event.tag = "red";
  return event;
}

/// One rule over a world, kept up to date.
class Kept {
 public:
  explicit Kept(const std::string& query, const RuleSettings& settings = {}, std::size_t memory = std::size_t{1} << 30)
      : rule(rule_of(query, settings)),
        compiled_rule(compiled(rule, world.engine)),
        incremental(world.engine, {}, {memory, noon()}) {
    incremental.add(compiled_rule);
  }

  void append(const std::vector<Event>& events) {
    world.append(events);
    absorbed = incremental.absorb(world.catalog);
  }
  /// Both ways agree; what they gave.
  Evaluation at(std::int64_t end) {
    const executor::TimeWindow window = window_of(rule, end);
    Evaluation kept = incremental.evaluate(0, window);
    BOOST_TEST(text_of(kept) == text_of(rules::evaluate(compiled_rule, world.engine, {}, window)));
    return kept;
  }
  [[nodiscard]] std::string kind() const { return std::string(name_of(incremental.class_of(0))); }

  EventWorld world;
  Rule rule;
  CompiledRule compiled_rule;
  IncrementalRules incremental;
  Absorbed absorbed;
};

std::string kind_of(const std::string& query) { return Kept(query).kind(); }

}  // namespace

BOOST_AUTO_TEST_SUITE(incremental_rules)

BOOST_AUTO_TEST_CASE(a_filter_is_stateless) {
  BOOST_TEST(kind_of("Signins | where Result == \"50126\" | project User, IP") == "stateless");
  BOOST_TEST(kind_of("Signins | where TimeGenerated > ago(30m) and Bytes > 3") == "stateless");
  BOOST_TEST(kind_of("Signins | where Bytes > 3 | mv-expand Detail.list | parse User with * \"a\" Rest") ==
             "stateless");
}

BOOST_AUTO_TEST_CASE(a_summary_that_can_be_merged_is_mergeable) {
  BOOST_TEST(
      kind_of(
          "Signins | summarize count(), dcount(IP), make_set(App), max(TimeGenerated) by User | where count_ > 5") ==
      "mergeable");
  BOOST_TEST(kind_of("Signins | where TimeGenerated > ago(30m) | distinct User") == "mergeable");
  BOOST_TEST(
      kind_of("Signins | where TimeGenerated > startofday(now()) | summarize sum(Bytes) by bin(TimeGenerated, 10m)") ==
      "mergeable");
}

BOOST_AUTO_TEST_CASE(what_cannot_be_taken_apart_is_general) {
  BOOST_TEST(kind_of("Signins | summarize sum(Risk) by User") == "general");
  BOOST_TEST(kind_of("Signins | where Bytes > 1 | summarize make_list(IP) by User") == "general");
  BOOST_TEST(kind_of("Signins | where Bytes > 1 | top 3 by Bytes") == "general");
  BOOST_TEST(kind_of("Signins | where Bytes > 1 | join kind=inner (Audit | where Bytes > 2) on User") == "general");
  BOOST_TEST(kind_of("Signins | where Bytes > 1 | extend Age = now() - TimeGenerated") == "general");
}

BOOST_AUTO_TEST_CASE(a_query_that_is_bound_anew_says_why) {
  Kept kept("Signins | where Bytes > rand() * 10 | count");
  BOOST_TEST(kept.kind() == "general");
  BOOST_TEST(kept.incremental.reason_of(0).find("another result at each run") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_word_now_in_a_text_is_no_clock) {
  Kept kept(
      "Signins | where User == \"ada\" // now()\n| where App != 'ago(1h)' and Result != @\"now()\"\n| extend Now = "
      "\"now()\"");
  BOOST_TEST(kept.kind() == "stateless");
  kept.append({event_at(noon() - 1)});
  BOOST_TEST(kept.at(noon()).rows == 1u);
}

BOOST_AUTO_TEST_CASE(groups_that_always_reach_a_bound_are_found_in_a_short_window_of_a_long_time) {
  Kept kept(
      "Signins | summarize Events = count(), Latest = max(TimeGenerated), Addresses = make_set(IP) by User\n"
      "| where Events > 20",
      {.period = "1h"});
  std::vector<Event> events;
  for (std::int64_t hour = 0; hour < 30; ++hour) {
    const std::int64_t begin = noon() - (30 - hour) * ticks_per_hour;
    for (std::int64_t i = 0; i < 24; ++i) {
      events.push_back(event_at(begin + i * ticks_per_minute, i % 2 == 0 || hour % 5 != 0 ? "ada" : "bob"));
      events.push_back(event_at(begin + (i * 2 + 1) * ticks_per_minute, "user" + std::to_string(i)));
    }
  }
  kept.append(events);
  for (std::int64_t hour = 0; hour <= 30; ++hour) {
    const std::int64_t end = noon() - (30 - hour) * ticks_per_hour;
    BOOST_TEST(kept.at(end).rows == (hour > 0 && (hour - 1) % 5 != 0 ? 1u : 0u));
  }
}

BOOST_AUTO_TEST_CASE(groups_are_found_among_many_kept_rows_and_those_that_came_since) {
  Kept kept("Signins | summarize Events = count(), Latest = max(TimeGenerated) by User | where Events > 2", {});
  const auto hour_of = [](std::int64_t hour, std::int64_t users) {
    std::vector<Event> events;
    for (std::int64_t i = 0; i < users; ++i) {
      const std::int64_t time = noon() + hour * ticks_per_hour + i + 1;
      events.insert(events.end(), i % 97 == hour ? 3 : 1, event_at(time, "user" + std::to_string(i)));
    }
    return events;
  };
  std::vector<Event> many;
  for (std::int64_t hour = 0; hour < 5; ++hour) {
    const auto more = hour_of(hour, 1200);
    many.insert(many.end(), more.begin(), more.end());
  }
  kept.append(many);
  for (std::int64_t hour = 1; hour <= 5; ++hour) BOOST_TEST(kept.at(noon() + hour * ticks_per_hour).rows == 13u);
  auto later = hour_of(5, 300);
  later.push_back(event_at(noon() + 2 * ticks_per_hour + 7, "user1"));  // late, and the third of its window
  later.push_back(event_at(noon() + 2 * ticks_per_hour + 8, "user1"));
  kept.append(later);
  BOOST_TEST(kept.at(noon() + 6 * ticks_per_hour).rows == 4u);
  BOOST_TEST(kept.at(noon() + 3 * ticks_per_hour).rows == 14u);
}

BOOST_AUTO_TEST_CASE(tables_that_a_union_summarizes_share_their_texts) {
  Kept kept(
      "union (Signins | where Bytes > 1), (Audit | where Bytes > 1)\n"
      "| summarize Events = count(), Users = make_set(User), dcount(User) by IP");
  Event audit = event_at(noon() - 3, "bob", 2);
  audit.audit = true;
  Event again = event_at(noon() - 1, "ada", 2);
  again.audit = true;
  kept.append({event_at(noon() - 4, "ada", 2), audit, event_at(noon() - 2, "cyd", 2), again});
  BOOST_TEST(kept.at(noon()).rows == 1u);
}

BOOST_AUTO_TEST_CASE(cut_offs_count_their_tick_in_or_not) {
  const std::int64_t cut = noon() - ticks_per_hour;
  for (const std::string predicate :
       {"> ago(1h)", ">= ago(1h)", "< ago(1h)", "<= ago(1h)", "between (ago(2h) .. ago(1h))"}) {
    Kept kept("Signins | where TimeGenerated " + predicate + " | summarize count() by User", {.period = "3h"});
    BOOST_TEST(kept.kind() == "mergeable");
    kept.append({event_at(cut - 1, "before"), event_at(cut, "at"), event_at(cut + 1, "after"),
                 event_at(noon(), "later"), event_at(noon() - 3 * ticks_per_hour, "first")});
    kept.at(noon());
    kept.at(noon() + 17 * ticks_per_minute);  // no slice begins there
  }
}

BOOST_AUTO_TEST_CASE(late_rows_are_in_the_windows_of_their_time) {
  Kept kept("Signins | summarize Bytes = sum(Bytes), Users = make_set(User) by App", {.period = "2h"});
  kept.append({event_at(noon() - ticks_per_minute, "ada", 5)});
  BOOST_TEST(kept.at(noon()).rows == 1u);
  kept.append({event_at(noon() + ticks_per_minute, "bob", 7), event_at(noon() - 90 * ticks_per_minute, "eve", 11)});
  BOOST_TEST(kept.at(noon()).rows == 1u);
  BOOST_TEST(kept.at(noon() + ticks_per_hour).rows == 1u);
  const std::size_t before = kept.incremental.memory();
  kept.incremental.forget_before(noon() + 5 * ticks_per_hour);
  BOOST_TEST(kept.incremental.memory() < before);
  BOOST_TEST(kept.at(noon() + 5 * ticks_per_hour).rows == 0u);
}

BOOST_AUTO_TEST_CASE(new_matches_of_a_stateless_rule_are_told_once) {
  Kept kept("Signins | where Bytes > 3 | project User");
  kept.append({event_at(noon() - 2, "ada", 5), event_at(noon() - 1, "bob", 1)});
  BOOST_REQUIRE_EQUAL(kept.absorbed.matches.size(), 1u);
  BOOST_TEST(executor::row_count(kept.absorbed.matches.front().rows) == 1u);
  BOOST_TEST(kept.absorbed.matches.front().rows.front().columns.size() == 1u);
  kept.append({});
  BOOST_TEST(kept.absorbed.matches.empty());
  BOOST_TEST(kept.absorbed.rows == 0u);
}

BOOST_AUTO_TEST_CASE(with_little_memory_the_table_is_read) {
  Kept kept("Signins | where Bytes > 3", {}, 100);
  BOOST_TEST(kept.kind() == "stateless");
  std::vector<Event> events;
  for (int i = 0; i < 50; ++i) events.push_back(event_at(noon() - i * ticks_per_minute, "user" + std::to_string(i), 9));
  kept.append(events);
  BOOST_TEST(kept.kind() == "general");
  BOOST_TEST(kept.incremental.memory() == 0u);
  BOOST_TEST(kept.incremental.reason_of(0).find("memory") != std::string::npos);
  BOOST_TEST(kept.at(noon()).rows == 49u);
}

BOOST_AUTO_TEST_CASE(nothing_raises_an_alert_where_the_trigger_says_so) {
  Kept kept("Signins | where Bytes > 3", {.trigger = "lt", .threshold = 1});
  BOOST_TEST(kept.at(noon()).alerts.size() == 1u);
  BOOST_TEST(kept.at(noon() + ticks_per_hour).alerts.size() == 1u);
  kept.append({event_at(noon() + 1, "ada", 5)});
  BOOST_TEST(kept.at(noon() + ticks_per_hour).alerts.empty());
}

BOOST_AUTO_TEST_CASE(rules_with_equal_parts_share_them) {
  EventWorld world;
  const Rule first = rule_of("Signins | where Bytes > 3 | summarize count() by User | where count_ > 5");
  const Rule second =
      rule_of("Signins | where Bytes > 3 | summarize count() by User | where count_ > 50 | extend At = now()");
  const CompiledRule one = compiled(first, world.engine), other = compiled(second, world.engine);
  IncrementalRules incremental(world.engine, {});
  incremental.add(one);
  const std::size_t number = incremental.add(other);
  BOOST_TEST(incremental.sources() == 1u);
  incremental.remove(number);
  BOOST_TEST(incremental.sources() == 1u);
  incremental.remove(0);
  BOOST_TEST(incremental.sources() == 0u);
}

BOOST_AUTO_TEST_CASE(a_rule_that_comes_later_sees_earlier_rows) {
  Kept kept("Signins | where Bytes > 3");
  kept.append({event_at(noon() - 1, "ada", 5)});
  const Rule rule = rule_of("Signins | summarize count() by User");
  const CompiledRule later = compiled(rule, kept.world.engine);
  const std::size_t number = kept.incremental.add(later);
  static_cast<void>(kept.incremental.absorb(kept.world.catalog));
  BOOST_TEST(kept.incremental.evaluate(number, window_of(rule, noon())).rows == 1u);
}

BOOST_AUTO_TEST_CASE(detection_gives_one_report_either_way) {
  EventWorld world;
  std::vector<Event> events;
  for (int i = 0; i < 200; ++i)
    events.push_back(event_at(noon() - i * 7 * ticks_per_minute, "user" + std::to_string(i % 9), i % 13));
  world.append(events);
  std::vector<Rule> rules;
  rules.push_back(rule_of("Signins | where Bytes > 9", {.period = "2h"}));
  rules.push_back(
      rule_of("Signins | summarize c = count() by User | where c > 3", {.frequency = "30m", .period = "5h"}));
  rules.push_back(rule_of("Signins | where Bytes > 9 | summarize max(Bytes)", {.trigger = "lt", .threshold = 1}));
  DetectOptions options;
  std::string texts[2];
  for (const bool incremental : {false, true}) {
    options.incremental = incremental;
    const DetectReport report = detect(rules, world.engine, {}, options);
    Evaluation all;
    all.alerts = report.alerts;
    texts[incremental ? 1 : 0] =
        text_of(all) + std::to_string(report.evaluations) + " " + std::to_string(report.skipped);
    BOOST_TEST(!report.alerts.empty());
  }
  BOOST_TEST(texts[0] == texts[1]);
}

BOOST_AUTO_TEST_SUITE_END()
