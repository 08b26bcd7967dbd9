// Random rules over random streams: kept up to date, a rule gives what its query gives.
// KELPIE_INCREMENTAL_ROUNDS=n runs n rounds in place of a few, KELPIE_INCREMENTAL_SEED=n begins with another seed.

#include <algorithm>
#include <cstdlib>
#include <map>
#include <random>

#include <boost/test/unit_test.hpp>

#include "event_world.hpp"
#include "rules/schedule.hpp"
#include "tables/text.hpp"

namespace {

using namespace kelpie;
using namespace kelpie::rules;
using namespace kelpie::rules::testing;

class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}
  std::size_t below(std::size_t limit) { return static_cast<std::size_t>(engine_() % limit); }
  bool one_in(std::size_t n) { return below(n) == 0; }
  std::string of(const std::vector<std::string>& all) { return all[below(all.size())]; }

 private:
  std::mt19937_64 engine_;
};

std::vector<Event> make_stream(Random& random, std::size_t hours, std::size_t count) {
  std::vector<Event> events;
  const std::int64_t begin = noon() - static_cast<std::int64_t>(hours) * tables::ticks_per_hour;
  for (std::size_t i = 0; i < count; ++i) {
    Event event;
    event.time = begin + static_cast<std::int64_t>(random.below(hours * 3600)) * tables::ticks_per_second;
    // Some lie right where windows begin and end.
    if (random.one_in(8)) event.time -= event.time % (tables::ticks_per_hour / 2);
    event.arrival = event.time;
    if (random.one_in(5)) event.arrival += static_cast<std::int64_t>(random.below(3600)) * tables::ticks_per_second;
    event.audit = random.one_in(3);
    event.timeless = random.one_in(50);
    event.user = "user" + std::to_string(random.below(1 + random.below(9)));
    event.ip = random.one_in(10) ? "" : "10.0.0." + std::to_string(random.below(6));
    event.app = random.of({"Portal", "Mail", "Graph", "Teams"});
    event.result = random.of({"0", "0", "50126", "50053"});
    event.bytes = static_cast<std::int64_t>(random.below(100)) - 10;
    event.risk = static_cast<double>(random.below(1000)) / 7;
    event.tag = random.of({"red", "green", "blue"});
    events.push_back(event);
  }
  std::stable_sort(events.begin(), events.end(), [](const Event& a, const Event& b) { return a.arrival < b.arrival; });
  return events;
}

/// A query of several shapes, put together at random.
class QueryMaker {
 public:
  explicit QueryMaker(Random& random) : random_(random) {}

  std::string make() {
    switch (random_.below(17)) {
      case 0:
        return source() + random_.of({"", "\n| project User, IP, Bytes",
                                      "\n| extend Age = now() - TimeGenerated | project User, Age"});
      case 1:
        return source() + summarize() + tail();
      case 2:
        return source() + summarize() + tail() + "\n| sort by User asc" + random_.of({"", "\n| take 3"});
      case 3:
        return "let base = " + source() + summarize() + ";\n" + source() + summarize() +
               "\n| join kind=" + random_.of({"inner", "leftouter", "leftanti", "leftsemi", "innerunique"}) +
               " base on User";
      case 4:
        return "let known = " + source() + "\n| distinct User;\n" + source() + "\n| where User " +
               random_.of({"in", "!in"}) + " (known)" + summarize();
      case 5:
        return "union (" + source() + "\n| project TimeGenerated, User, IP, Bytes, App, Risk, Detail, Result), (" +
               source() + ")" + summarize() + tail();
      case 6:
        return source() +
               "\n| summarize c = count() by User, bin(TimeGenerated, 1h)\n| summarize avg(c), stdev(c), n = count() "
               "by User";
      case 7:
        return "let m = toscalar(" + source() + "\n| summarize max(Bytes));\n" + source() + "\n| where Bytes >= m - 5" +
               summarize();
      case 8:
        return source() + "\n| mv-expand n = Detail.list to typeof(long)" + random_.of({"", "\n| where n > 1"}) +
               "\n| summarize sum(n), count() by User";
      case 9:
        return source() + "\n| top " + std::to_string(1 + random_.below(5)) + " by Bytes, TimeGenerated asc";
      case 10:
        return "let all = materialize(" + source() + summarize() +
               ");\nall\n| join kind=leftouter (all\n| where c > 2) on User\n| extend At = ago(1h)";
      case 11:
        return source() + "\n| summarize c = count(), Latest = max(TimeGenerated) by User, IP\n| top " + few() +
               " by c " + random_.of({"desc", "desc", "asc"}) + ", User asc, IP asc\n| where c >= " + few();
      case 12:
        return "let usual = " + source() + "\n| where TimeGenerated < ago(30m)\n| summarize c = count() by User, " +
               random_.of({"IP", "App", "bin(TimeGenerated, 30m)"}) +
               "\n| summarize Usual = avg(c), n = count() by User;\n" + source() + summarize() + "\n| where c > " +
               few() + "\n| join kind=" +
               random_.of({"inner", "leftanti", "rightouter", "rightsemi", "rightanti", "fullouter"}) +
               " usual on User";
      case 13:
        return "let known = " + source() + "\n| distinct User, IP;\n" + source() +
               "\n| project User, Address = IP, App, Bytes\n| join kind=" +
               random_.of({"leftanti", "inner", "leftouter", "innerunique"}) +
               " known on User, $left.Address == $right.IP";
      case 14:
        return "let suspects = " + source() + "\n| summarize c = count() by IP\n| where c > " + few() +
               "\n| project IP;\n" + source() + "\n| where IP " + random_.of({"in", "in", "!in"}) +
               " (suspects)\n| project User, IP, App, Bytes";
      case 15:
        return random_.of({"Signins", "Audit"}) + "\n| where Bytes > 1" + few() +
               "\n| project TimeGenerated, User, Bytes";
      default:
        return source() +
               "\n| extend Tag = tostring(Detail.tag)\n| summarize c = count(), Tags = make_set(Tag), Latest = "
               "max(TimeGenerated) by User, App" +
               tail();
    }
  }

 private:
  std::string ago() { return "ago(" + random_.of({"1h", "2h", "30m", "90m", "3h", "4h", "17m", "1d"}) + ")"; }
  std::string filter() {
    switch (random_.below(10)) {
      case 0:
        return "Result == \"0\"";
      case 1:
        return "Result != 0";
      case 2:
        return "App in (\"Mail\", \"Graph\")";
      case 3:
        return "Bytes > " + std::to_string(random_.below(60));
      case 4:
        return "TimeGenerated > " + ago();
      case 5:
        return "TimeGenerated >= " + ago();
      case 6:
        return "TimeGenerated between (" + ago() + " .. " + ago() + ")";
      case 7:
        return "TimeGenerated < " + ago() + " and isnotempty(IP)";
      case 8:
        return "TimeGenerated > startofday(now())";
      default:
        return "Detail.tag == \"red\" or User has \"user1\"";
    }
  }
  std::string source() {
    std::string text = random_.of({"Signins", "Signins", "Audit"});
    for (std::size_t i = random_.below(4); i > 0; --i) text += "\n| where " + filter();
    return text;
  }
  std::string aggregate() {
    return random_.of({"sum(Bytes)",
                       "min(Bytes)",
                       "max(TimeGenerated)",
                       "min(TimeGenerated)",
                       "dcount(IP)",
                       "make_set(IP)",
                       "make_set(IP, 2)",
                       "countif(Result == 0)",
                       "dcountif(IP, Bytes > 20)",
                       "make_set_if(App, Result != 0)",
                       "take_any(IP)",
                       "take_any(IP, App)",
                       "sumif(Bytes, App == \"Mail\")",
                       "avg(Bytes)",
                       "sum(Risk)",
                       "arg_max(TimeGenerated, IP)",
                       "make_list(IP)",
                       "min(IP)",
                       "count_distinct(App)",
                       "maxif(Bytes, Result == 0)",
                       "percentile(Bytes, 50)",
                       "stdev(Bytes)",
                       "max(Risk)"});
  }
  std::string summarize() {
    std::string text = "\n| summarize c = count()";
    for (std::size_t i = random_.below(4); i > 0; --i) text += ", a" + std::to_string(i) + " = " + aggregate();
    return text + " by User" + random_.of({"", "", ", App", ", IP", ", bin(TimeGenerated, 30m)"});
  }
  std::string few() { return std::to_string(1 + random_.below(6)); }
  std::string tail() {
    return random_.of({"", "\n| where c > 1", "\n| where c >= " + few(),
                       "\n| where " + few() + " < c\n| project User, c, Twice = c * 2",
                       "\n| where c > 3\n| extend Twice = c * 2",
                       "\n| extend Parts = split(User, \"r\")\n| mv-expand Parts"});
  }

  Random& random_;
};

RuleSettings make_settings(Random& random) {
  RuleSettings settings;
  settings.frequency = random.of({"1h", "30m", "2h"});
  settings.period = random.of({"2h", "3h", "5h", "1d", "7h"});
  settings.trigger = random.of({"gt", "gt", "gt", "lt", "eq", "ne"});
  settings.threshold = static_cast<int>(random.below(3));
  settings.alert_per_result = !random.one_in(3);
  return settings;
}

std::size_t from_environment(const char* name, std::size_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

std::map<std::string, std::size_t> classes;

void run_round(std::uint64_t seed) {
  Random random(seed);
  EventWorld world;
  constexpr std::size_t hours = 20;
  const std::vector<Event> stream = make_stream(random, hours, 300 + random.below(500));
  std::vector<Rule> rules;
  const std::size_t count = 6;
  for (std::size_t i = 0; i < count; ++i) rules.push_back(rule_of(QueryMaker(random).make(), make_settings(random)));
  std::vector<CompiledRule> all;
  for (const Rule& rule : rules) all.push_back(compiled(rule, world.engine));

  const std::int64_t begin = noon() - static_cast<std::int64_t>(hours) * tables::ticks_per_hour;
  IncrementalOptions options;
  options.anchor = begin;
  if (random.one_in(4)) options.memory_bytes = 2000 + random.below(20000);
  executor::QueryContext context;
  if (random.one_in(3)) context.batch_rows = 1 + random.below(100);
  IncrementalRules incremental(world.engine, context, options);
  for (const CompiledRule& one : all) incremental.add(one);
  if (random.one_in(3)) incremental.remove(incremental.add(all.front()));
  for (std::size_t i = 0; i < count; ++i) ++classes[std::string(name_of(incremental.class_of(i)))];

  std::size_t next = 0;
  for (std::int64_t time = begin; time <= noon();) {
    time += tables::ticks_per_hour / 2 * static_cast<std::int64_t>(1 + random.below(3));
    std::vector<Event> portion;
    while (next < stream.size() && stream[next].arrival < time) {
      portion.push_back(stream[next++]);
      if (!random.one_in(40)) continue;
      world.append(portion);
      portion.clear();
      if (random.one_in(2)) static_cast<void>(incremental.absorb(world.catalog));
    }
    world.append(portion);
    static_cast<void>(incremental.absorb(world.catalog));
    if (random.one_in(3)) incremental.forget_before(time);
    for (std::size_t i = 0; i < count; ++i) {
      if ((time - begin) % frequency_of(rules[i]) != 0 && !random.one_in(6)) continue;
      std::int64_t end = time;
      if (random.one_in(12))
        end += static_cast<std::int64_t>(random.below(100)) * tables::ticks_per_second;  // off the schedule
      const executor::TimeWindow window = window_of(rules[i], end);
      const std::string expected = text_of(rules::evaluate(all[i], world.engine, context, window));
      const std::string actual = text_of(incremental.evaluate(i, window));
      BOOST_REQUIRE_MESSAGE(expected == actual, "seed " << seed << ", " << name_of(incremental.class_of(i)) << ": "
                                                        << incremental.reason_of(i) << "\n"
                                                        << rules[i].query << "\nat " << tables::datetime_text(end)
                                                        << "\nexpected " << expected << "\nactual " << actual);
    }
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(incremental_rules_generated)

BOOST_AUTO_TEST_CASE(random_rules_give_what_their_queries_give) {
  const std::size_t first = from_environment("KELPIE_INCREMENTAL_SEED", 1);
  const std::size_t rounds = from_environment("KELPIE_INCREMENTAL_ROUNDS", 12);
  for (std::size_t seed = first; seed < first + rounds; ++seed) run_round(seed);
  for (const auto& [name, count] : classes) BOOST_TEST_MESSAGE(name << ": " << count);
  // The comparison is worth something only where all ways are gone.
  BOOST_TEST(classes.size() == 3u);
}

BOOST_AUTO_TEST_SUITE_END()
