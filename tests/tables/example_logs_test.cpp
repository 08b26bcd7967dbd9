// examples/events/logs/<Category>.json: an event of every log arrives in its table, under every name, with every value
// in its column. tests/golden/tables/logs/<Category>.expected shows the rows.

#include <array>
#include <set>

#include <boost/test/data/test_case.hpp>
#include <fmt/format.h>

#include "loaded.hpp"
#include "tests/golden_files.hpp"

using namespace kelpie::tables;

namespace {

struct Log {
  const char* category;
  const char* table;
  std::vector<const char*> other_names = {};  // besides these two

  [[nodiscard]] std::filesystem::path path() const {
    return std::filesystem::path(KELPIE_SOURCE_DIR) / "examples/events/logs" / (std::string(category) + ".json");
  }
};
std::ostream& operator<<(std::ostream& out, const Log& log) { return out << log.category; }

const std::vector<Log> logs = {
    {"SignInLogs", "SigninLogs"},
    {"NonInteractiveUserSignInLogs",
     "AADNonInteractiveUserSignInLogs",
     {"NonInteractiveUserSIgnInLogs", "AADNonInteractiveUserSIgnInLogs"}},
    {"ServicePrincipalSignInLogs", "AADServicePrincipalSignInLogs"},
    {"ManagedIdentitySignInLogs", "AADManagedIdentitySignInLogs"},
    {"AuditLogs", "AuditLogs"},
    {"ProvisioningLogs", "AADProvisioningLogs"},
    {"ADFSSignInLogs", "ADFSSignInLogs"},
    {"RiskyUsers", "AADRiskyUsers"},
    {"UserRiskEvents", "AADUserRiskEvents"},
    {"NetworkAccessTrafficLogs", "NetworkAccessTraffic"},
    {"RiskyServicePrincipals", "AADRiskyServicePrincipals"},
    {"ServicePrincipalRiskEvents", "AADServicePrincipalRiskEvents"},
    {"EnrichedOffice365AuditLogs", "EnrichedMicrosoft365AuditLogs"},
    {"MicrosoftGraphActivityLogs", "MicrosoftGraphActivityLogs"},
    {"RemoteNetworkHealthLogs", "RemoteNetworkHealthLogs"},
    {"CustomSecurityAttributeAuditLogs", "AADCustomSecurityAttributeAuditLogs"},
};

Loaded load_path(const std::filesystem::path& path, const std::string& table = {}) {
  const LoadSource source{path.string(), table};
  Loaded result;
  result.report = load(std::span(&source, 1), entra_schemas(), result.catalog);
  return result;
}

/// The first row whole, without what is empty; of the others what differs from the row before.
std::string rows_text(const Loaded& loaded, const std::string& table) {
  const auto found = loaded.catalog.find(table);
  std::string text;
  for (std::size_t row = 0; row < loaded.rows(table); ++row) {
    text += row == 0 ? "" : fmt::format("\nRow {}, where it differs from the one before\n", row + 1);
    for (const ColumnSchema& column : found->schema().columns) {
      if (column.hidden) continue;
      const std::string value = loaded.cell(table, column.name, row);
      const std::string before = row == 0 ? "" : loaded.cell(table, column.name, row - 1);
      if (value != before) text += fmt::format("{} = {}\n", column.name, value);
    }
  }
  return text;
}

std::vector<std::string> names_of(const Log& log) {
  std::vector<std::string> names = {log.category, log.table};
  names.insert(names.end(), log.other_names.begin(), log.other_names.end());
  return names;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
  return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(example_logs)

BOOST_DATA_TEST_CASE(events_arrive_with_every_value_in_its_column, boost::unit_test::data::make(logs), log) {
  const Loaded loaded = load_path(log.path());
  BOOST_TEST(loaded.report.rejected == 0u);
  BOOST_TEST(loaded.report.unreadable.empty());
  BOOST_TEST(loaded.report.rows.size() == 1u);
  BOOST_REQUIRE(loaded.rows(log.table) > 0u);
  kelpie::tests::check_golden(
      {std::filesystem::path(KELPIE_SOURCE_DIR) / "tests/golden/tables/logs" / (std::string(log.category) + ".txt")},
      rows_text(loaded, log.table));
}

BOOST_DATA_TEST_CASE(a_table_is_found_by_all_its_names, boost::unit_test::data::make(logs), log) {
  const Loaded loaded = load_path(log.path());
  const auto table = loaded.catalog.find(log.table);
  for (const std::string& name : names_of(log)) {
    BOOST_TEST(loaded.catalog.find(name) == table, name);
    const Loaded named = load_path(log.path(), name);
    BOOST_TEST(named.rows(log.table) == loaded.rows(log.table), name);
  }
}

BOOST_DATA_TEST_CASE(events_may_state_any_of_the_names_in_any_case, boost::unit_test::data::make(logs), log) {
  const std::string text = kelpie::tests::read_file(log.path());
  const std::size_t rows = load_path(log.path()).rows(log.table);
  const bool one_a_line = text.starts_with("{\"time\"");
  const std::string before = one_a_line ? R"("category":")" : R"("category": ")";
  for (std::string name : names_of(log)) {
    for (int pass = 0; pass < 2; ++pass) {
      const std::string stated = replaced(text, before + log.category, before + name);
      BOOST_REQUIRE(stated.find(before + name) != std::string::npos);
      BOOST_TEST(load_text(stated).rows(log.table) == rows, name);
      for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
  }
}

BOOST_AUTO_TEST_CASE(all_logs_together_tell_one_day) {
  const Loaded loaded = load_path(logs.front().path().parent_path());
  BOOST_TEST(loaded.report.files == logs.size());
  BOOST_TEST(loaded.report.rows.size() == logs.size());
  for (const Log& log : logs) {
    for (std::size_t row = 0; row < loaded.rows(log.table); ++row)
      BOOST_TEST(loaded.cell(log.table, "TimeGenerated", row).starts_with("2026-03-03T"), log.category << " " << row);
  }
  // The token of a sign-in is what its requests to Graph carry, and a detection names its sign-in.
  const auto values = [&](const std::string& table, const std::string& column) {
    std::set<std::string> result;
    for (std::size_t row = 0; row < loaded.rows(table); ++row) result.insert(loaded.cell(table, column, row));
    return result;
  };
  const auto tokens = values("AADNonInteractiveUserSignInLogs", "UniqueTokenIdentifier");
  BOOST_TEST(tokens.count(loaded.cell("MicrosoftGraphActivityLogs", "SignInActivityId")) == 1u);
  BOOST_TEST(values("SigninLogs", "Id").count(loaded.cell("AADUserRiskEvents", "RequestId")) == 1u);
  // One detection twice with another state, one user three times: no repeated deliveries.
  BOOST_TEST(values("AADUserRiskEvents", "Id").size() == 2u);
  BOOST_TEST(values("AADRiskyUsers", "Id").size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
