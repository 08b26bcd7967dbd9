// The questions of examples/queries over the events of examples/events, beside counts that are taken from the raw
// tables.

#include <fstream>
#include <iterator>
#include <span>

#include <boost/test/unit_test.hpp>

#include "entra_rows.hpp"
#include "tables/loader.hpp"

using namespace kelpie;
using namespace kelpie::executor;
using namespace kelpie::tests;

namespace {

const std::string root = KELPIE_SOURCE_DIR "/examples/";

/// The events, and an engine that stands at the end of the last one's day.
class Examples {
 public:
  Examples() : engine_(catalog_) {
    const tables::LoadSource source{root + "events", {}};
    const tables::LoadReport report = tables::load(std::span(&source, 1), tables::entra_schemas(), catalog_, {});
    BOOST_REQUIRE_EQUAL(report.rejected, 0u);
    context_.now = tables::parse_datetime("9999-01-01").value();
    const auto latest = ask("SigninLogs | summarize endofday(max(CreatedDateTime))");
    context_.now = tables::parse_datetime(latest.front().begin()->second).value();
  }

  std::vector<std::map<std::string, std::string>> ask(const std::string& query) const {
    const QueryOutcome outcome = engine_.query(query, context_);
    BOOST_REQUIRE_MESSAGE(outcome.ok(), query << "\n" << messages(outcome));
    return rows_of(outcome);
  }
  std::vector<std::map<std::string, std::string>> example(const std::string& name) const {
    std::ifstream file(root + "queries/" + name + ".kql");
    BOOST_REQUIRE(file);
    const std::string query{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    BOOST_TEST(query.starts_with("// "), "it says what it answers");
    return ask(query);
  }
  /// The first cell of a query's first row.
  std::string value(const std::string& query) const { return ask(query).front().begin()->second; }

 private:
  tables::MemoryCatalog catalog_;
  Engine engine_;
  QueryContext context_;
};

std::uint64_t sum(const std::vector<std::map<std::string, std::string>>& rows, const std::string& column) {
  std::uint64_t total = 0;
  for (const auto& row : rows) total += std::stoull(row.at(column));
  return total;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(example_queries)

BOOST_AUTO_TEST_CASE(users_per_application) {
  const Examples examples;
  const auto rows = examples.example("users-per-application-this-week");
  BOOST_REQUIRE(!rows.empty());
  const std::string raw =
      "union SigninLogs, AADNonInteractiveUserSignInLogs, ADFSSignInLogs | where CreatedDateTime > ago(7d) and "
      "CreatedDateTime <= now() and ResultType == '0'";
  BOOST_TEST(std::to_string(sum(rows, "SignIns")) == examples.value(raw + " | count"));
  const std::string first = raw + " | where AppId == '" + rows.front().at("AppId") + "' and AppDisplayName == '" +
                            rows.front().at("Application") + "'";
  BOOST_TEST(rows.front().at("Users") == examples.value(first + " | distinct UserId | count"));
}

BOOST_AUTO_TEST_CASE(failed_attempts) {
  const Examples examples;
  const auto rows = examples.example("failed-attempts-last-24-hours");
  BOOST_REQUIRE(!rows.empty());
  const auto all = std::find_if(rows.begin(), rows.end(), [](const auto& row) { return row.at("Kind") == "all"; });
  BOOST_REQUIRE(all != rows.end());
  const std::string raw = examples.value(
      "union SigninLogs, AADNonInteractiveUserSignInLogs, AADServicePrincipalSignInLogs, AADManagedIdentitySignInLogs, "
      "ADFSSignInLogs"
      " | where CreatedDateTime > ago(24h) and CreatedDateTime <= now() and ResultType != '0'"
      " | join kind=leftanti (SignInErrorCodes | where Outcome == 'Interrupted') on ResultType | count");
  BOOST_TEST(all->at("FailedAttempts") == raw);
  BOOST_TEST(sum(rows, "FailedAttempts") == 2 * std::stoull(raw));
}

BOOST_AUTO_TEST_CASE(browsers_and_operating_systems) {
  const Examples examples;
  const auto rows = examples.example("browsers-and-operating-systems");
  BOOST_REQUIRE(!rows.empty());
  for (const auto& row : rows) {
    BOOST_TEST(row.at("Browser") != "");
    BOOST_TEST(!std::isdigit(static_cast<unsigned char>(row.at("Browser").back())), row.at("Browser"));
  }
  const std::string edge = examples.value(
      "union (SigninLogs | project CreatedDateTime, Browser = tostring(DeviceDetail.browser)),"
      " (AADNonInteractiveUserSignInLogs | project CreatedDateTime, Browser = "
      "tostring(parse_json(DeviceDetail).browser)),"
      " (ADFSSignInLogs | project CreatedDateTime, Browser = tostring(parse_json(DeviceDetail).browser))"
      " | where CreatedDateTime between (ago(30d) .. now()) and Browser startswith 'Edge' | count");
  std::uint64_t found = 0;
  for (const auto& row : rows) found += row.at("Browser") == "Edge" ? std::stoull(row.at("SignIns")) : 0;
  BOOST_TEST(std::to_string(found) == edge);
}

BOOST_AUTO_TEST_CASE(resources_of_workload_identities) {
  const Examples examples;
  const auto rows = examples.example("azure-resources-of-workload-identities");
  BOOST_REQUIRE(!rows.empty());
  const std::string raw =
      "union AADServicePrincipalSignInLogs, AADManagedIdentitySignInLogs, MicrosoftServicePrincipalSignInLogs | where "
      "CreatedDateTime > ago(30d) and CreatedDateTime <= now()";
  BOOST_TEST(std::to_string(sum(rows, "SignIns")) == examples.value(raw + " | count"));
  BOOST_TEST(
      std::to_string(rows.size()) ==
      examples.value(
          raw + " | distinct ServicePrincipalId, ServicePrincipalName, ResourceIdentity, ResourceDisplayName | count"));
}

BOOST_AUTO_TEST_CASE(permissions_reached_by_consent) {
  const Examples examples;
  const auto rows = examples.example("permissions-reached-by-consent");
  const std::string raw = "AuditLogs | where OperationName =~ 'Consent to application' and tostring(TargetResources) has 'Mail.Send'";
  const std::string user = examples.value(raw + " | project tostring(InitiatedBy.user.userPrincipalName)");
  const auto mail = std::find_if(rows.begin(), rows.end(), [&](const auto& row) { return row.at("Permission") == "Mail.Send" && row.at("User") == user; });
  BOOST_REQUIRE(mail != rows.end());
  BOOST_TEST(mail->at("Through") == examples.value(raw + " | project pack_array(tostring(TargetResources[0].displayName))"));
}

BOOST_AUTO_TEST_SUITE_END()
