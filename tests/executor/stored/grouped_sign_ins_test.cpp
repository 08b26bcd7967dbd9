// Grouped sign-ins beside groups that are made here, event by event: every number, every id, and every row expanded to
// exactly its events. `kelpie_executor_tests --run_test=grouped_sign_ins/a_million_events` runs the long one.

#include <algorithm>
#include <array>
#include <functional>
#include <random>
#include <set>
#include <tuple>

#include <boost/test/unit_test.hpp>

#include "entra_rows.hpp"

using namespace kelpie;
using namespace kelpie::executor;
using namespace kelpie::tests;

namespace {

/// A kind of sign-in: its table, its functions and the columns that its groups have in common.
struct Kind {
  std::string name, table;
  std::vector<std::string> keys;
};
const std::vector<Kind> kinds{
    {"NonInteractive",
     "AADNonInteractiveUserSignInLogs",
     {"AppId", "UserId", "IPAddress", "ResultType", "ResourceIdentity"}},
    {"ServicePrincipal",
     "AADServicePrincipalSignInLogs",
     {"ServicePrincipalId", "IPAddress", "ResultType", "ResourceIdentity"}},
    {"MSI", "AADManagedIdentitySignInLogs", {"ServicePrincipalId", "ResultType", "ResourceIdentity"}},
};
const std::vector<std::pair<std::string, std::int64_t>> windows{
    {"h1", tables::ticks_per_hour}, {"h6", 6 * tables::ticks_per_hour}, {"d1", tables::ticks_per_day}};

/// How many values a key column has.
using Spread = std::map<std::string, std::size_t>;

struct Event {
  std::string id;
  std::int64_t created = 0;
  std::vector<std::string> keys;
};

struct Generated {
  std::vector<Event> events;
  EntraTables tables;
};

/// Every text column as a dictionary, as readers make them.
tables::Vector dictionary_of(const std::vector<std::string>& values, const std::vector<std::uint32_t>& rows) {
  tables::ColumnBuilder entries(tables::Type::string);
  for (const std::string& value : values) entries.append(tables::Value::string(value));
  auto codes = std::make_shared<std::vector<std::uint32_t>>(rows);
  return tables::Vector::dictionary(std::make_shared<tables::Dictionary>(entries.finish(), true),
                                    tables::CodeWidth::four, codes->data(), codes->size(), codes);
}

Generated generate(const Kind& kind, std::size_t count, int days, const Spread& spread) {
  Generated result;
  std::mt19937_64 random(20260301);
  const std::int64_t start = tables::parse_datetime("2026-03-01T03:30:00Z").value();
  constexpr std::size_t segment = 100'000;
  for (std::size_t done = 0; done < count; done += segment) {
    const std::size_t rows = std::min(segment, count - done);
    tables::ColumnBuilder ids(tables::Type::string), created(tables::Type::datetime), generated(tables::Type::datetime);
    std::vector<std::vector<std::uint32_t>> codes(kind.keys.size());
    std::vector<std::vector<std::string>> values;
    for (const std::string& key : kind.keys) {
      values.emplace_back();
      for (std::size_t i = 0; i < spread.at(key); ++i) {
        values.back().push_back(key == "ResultType" ? std::array<std::string, 3>{"0", "50126", "7000222"}[i % 3]
                                                    : key + "-" + std::to_string(i));
      }
    }
    for (std::size_t row = 0; row < rows; ++row) {
      Event event{
          "id-" + std::to_string(done + row),
          start + static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(days * tables::ticks_per_day)),
          {}};
      for (std::size_t key = 0; key < kind.keys.size(); ++key) {
        codes[key].push_back(static_cast<std::uint32_t>(random() % values[key].size()));
        event.keys.push_back(values[key][codes[key].back()]);
      }
      ids.append(tables::Value::string(event.id));
      created.append(tables::Value::datetime(event.created));
      generated.append(tables::Value::datetime(event.created + tables::ticks_per_minute));
      result.events.push_back(std::move(event));
    }
    std::map<std::string, tables::Vector> columns{
        {"Id", ids.finish()}, {"CreatedDateTime", created.finish()}, {"TimeGenerated", generated.finish()}};
    for (std::size_t key = 0; key < kind.keys.size(); ++key)
      columns[kind.keys[key]] = dictionary_of(values[key], codes[key]);
    result.tables.add(kind.table, columns, rows);
  }
  return result;
}

struct Group {
  std::int64_t start = 0, first = 0;
  std::set<std::string> ids;
  bool met = false;
};

/// Compares all rows of a window with groups made here, and expands every `step`th of them.
void compare(const Kind& kind, const Generated& data, const std::pair<std::string, std::int64_t>& window,
             std::size_t step) {
  std::map<std::pair<std::int64_t, std::vector<std::string>>, Group> groups;
  std::map<std::string, Group*> group_of;
  for (const Event& event : data.events) {
    const std::int64_t start = event.created / window.second * window.second;
    Group& group = groups[{start, event.keys}];
    if (group.ids.empty()) group.start = start, group.first = event.created;
    group.first = std::min(group.first, event.created);
    group.ids.insert(event.id);
    group_of[event.id] = &group;
  }
  const Engine engine(data.tables.catalog());
  QueryContext context;
  context.threads = 2;
  context.limits.result_bytes = 4ull << 30;
  context.limits.result_rows = 10'000'000;
  const QueryOutcome outcome = engine.query("Summarized" + kind.name + "SignIns('" + window.first + "')", context);
  BOOST_REQUIRE_MESSAGE(outcome.ok(), messages(outcome));
  const auto rows = rows_of(outcome);
  BOOST_REQUIRE_EQUAL(rows.size(), groups.size());
  std::size_t events = 0, wrong = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto& row = rows[i];
    const auto found = group_of.find(row.at("id"));
    BOOST_REQUIRE_MESSAGE(found != group_of.end(), "no sign-in has the id " << row.at("id"));
    Group& group = *found->second;
    wrong += group.met || row.at("signInCount") != std::to_string(group.ids.size()) ||
             row.at("firstSignInDateTime") != tables::datetime_text(group.first) ||
             row.at("aggregationDateTime") != tables::datetime_text(group.start);
    group.met = true;
    events += group.ids.size();
    if (i % step != 0) continue;
    // With and without the time: the same events.
    const std::string time = i % (2 * step) == 0 ? "" : ", datetime(" + row.at("firstSignInDateTime") + ")";
    const QueryOutcome expanded = engine.query("Summarized" + kind.name + "SignInEvents('" + row.at("id") + "', '" +
                                                   window.first + "'" + time + ") | project Id",
                                               context);
    BOOST_REQUIRE_MESSAGE(expanded.ok(), messages(expanded));
    std::set<std::string> ids;
    const auto expanded_rows = rows_of(expanded);
    for (const auto& one : expanded_rows) ids.insert(one.at("Id"));
    wrong += ids != group.ids || expanded_rows.size() != group.ids.size();
  }
  BOOST_TEST(events == data.events.size());
  BOOST_TEST(wrong == 0u,
             kind.name << " " << window.first << ": " << wrong << " of " << rows.size() << " rows are wrong");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(grouped_sign_ins)

BOOST_AUTO_TEST_CASE(every_row_counts_and_expands_to_its_events) {
  const Spread spread{{"AppId", 2},      {"UserId", 3},           {"IPAddress", 2},
                      {"ResultType", 3}, {"ResourceIdentity", 2}, {"ServicePrincipalId", 4}};
  for (const Kind& kind : kinds) {
    const Generated data = generate(kind, 2000, 2, spread);
    for (const auto& window : windows) compare(kind, data, window, window.first == "d1" ? 3 : 100);
  }
}

BOOST_AUTO_TEST_CASE(a_million_events, *boost::unit_test::disabled()) {
  const Spread spread{{"AppId", 4},      {"UserId", 12},          {"IPAddress", 3},
                      {"ResultType", 2}, {"ResourceIdentity", 2}, {"ServicePrincipalId", 60}};
  for (const Kind& kind : kinds) {
    const Generated data = generate(kind, 1'200'000, 7, spread);
    for (const auto& window : windows) compare(kind, data, window, window.first == "d1" ? 1 : 97);
  }
}

BOOST_AUTO_TEST_CASE(another_window_is_an_error_that_says_which_there_are) {
  const EntraTables tables;
  const Engine engine(tables.catalog());
  for (const Kind& kind : kinds) {
    for (const std::string call : {"SignIns('h2')", "SignIns('')", "SignInEvents('x', 'H1')"}) {
      const QueryOutcome outcome = engine.query("Summarized" + kind.name + call, {});
      BOOST_TEST(!outcome.ok(), kind.name << call);
      BOOST_TEST(messages(outcome).find("\"h1\", \"h6\" or \"d1\"") != std::string::npos, messages(outcome));
    }
  }
}

BOOST_AUTO_TEST_CASE(an_id_that_no_sign_in_has_expands_to_nothing) {
  const Generated data =
      generate(kinds[2], 50, 1, {{"ServicePrincipalId", 1}, {"ResultType", 1}, {"ResourceIdentity", 1}});
  const Engine engine(data.tables.catalog());
  const QueryOutcome outcome = engine.query("SummarizedMSISignInEvents('nothing', 'd1')", {});
  BOOST_REQUIRE_MESSAGE(outcome.ok(), messages(outcome));
  BOOST_TEST(rows_of(outcome).empty());
}

BOOST_AUTO_TEST_CASE(a_row_has_the_fields_of_a_summarized_sign_in) {
  EntraTables tables;
  const auto event = [](const std::string& id, const std::string& at, const std::string& status) {
    return Row{{"Id", text(id)},
               {"TimeGenerated", time("2026-03-01T10:00:00Z")},
               {"CreatedDateTime", time(at)},
               {"UserId", text("u1")},
               {"UserPrincipalName", text("Ann@Contoso.example")},
               {"AppId", text("a1")},
               {"AppDisplayName", text("Portal")},
               {"IPAddress", text("192.0.2.1")},
               {"ConditionalAccessStatus", text(status)},
               {"ResourceIdentity", text("r1")},
               {"ResourceDisplayName", text("Graph")},
               {"AADTenantId", text("t1")},
               {"ResultType", text("50126")},
               {"ResultDescription", text("Wrong password.")},
               {"Status", text(R"({"errorCode":50126,"additionalDetails":"more"})")},
               {"Agent", text(R"({"agentType":"notAgentic"})")}};
  };
  // The later one lies first in the table; both stand at the edges of their hour.
  tables.add("AADNonInteractiveUserSignInLogs",
             {event("second", "2026-03-01T08:59:59.9999999Z", "failure"),
              event("first", "2026-03-01T08:00:00Z", "success"), event("next", "2026-03-01T09:00:00Z", "success")});
  const Engine engine(tables.catalog());
  const QueryOutcome outcome =
      engine.query("SummarizedNonInteractiveSignIns('h1') | sort by aggregationDateTime asc", {});
  BOOST_REQUIRE_MESSAGE(outcome.ok(), messages(outcome));
  const auto rows = rows_of(outcome);
  BOOST_REQUIRE_EQUAL(rows.size(), 2u);
  const std::map<std::string, std::string> expected{
      {"id", "first"},
      {"signInCount", "2"},
      {"aggregationDateTime", "2026-03-01T08:00:00.0000000Z"},
      {"firstSignInDateTime", "2026-03-01T08:00:00.0000000Z"},
      {"userPrincipalName", "ann@contoso.example"},
      {"appId", "a1"},
      {"appDisplayName", "Portal"},
      {"ipAddress", "192.0.2.1"},
      {"conditionalAccessStatus", "success"},
      {"resourceId", "r1"},
      {"resourceDisplayName", "Graph"},
      {"tenantId", "t1"},
      {"servicePrincipalId", ""},
      {"servicePrincipalName", ""},
      {"status", R"({"errorCode":50126,"failureReason":"Wrong password.","additionalDetails":"more"})"},
      {"managedServiceIdentity", ""},
      {"agent", R"({"agentType":"notAgentic"})"}};
  for (const auto& [column, value] : expected)
    BOOST_TEST(rows[0].at(column) == value, column << ": " << rows[0].at(column));
  BOOST_TEST(rows[0].size() == expected.size());
}

BOOST_AUTO_TEST_CASE(the_window_of_a_row_bounds_what_is_read) {
  const EntraTables tables;
  const Engine engine(tables.catalog());
  std::string plan;
  BOOST_REQUIRE(engine.explain("SummarizedMSISignInEvents('x', 'h6', datetime(2026-03-01T08:00))", {}, plan).ok());
  BOOST_TEST(plan.find("within CreatedDateTime") != std::string::npos, plan);
  BOOST_REQUIRE(
      engine.explain("SummarizedMSISignIns('h6') | where aggregationDateTime >= datetime(2026-03-01)", {}, plan).ok());
  BOOST_TEST(plan.find("within CreatedDateTime") != std::string::npos, plan);
}

BOOST_AUTO_TEST_SUITE_END()
