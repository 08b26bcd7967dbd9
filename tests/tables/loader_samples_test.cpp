// Real events, where they lie beside the source tree.

#include <map>

#include <boost/test/unit_test.hpp>

#include "loaded.hpp"

using namespace kelpie::tables;

BOOST_AUTO_TEST_SUITE(loader_samples)

BOOST_AUTO_TEST_CASE(every_file_gives_its_rows) {
  const std::filesystem::path samples =
      std::filesystem::path(KELPIE_SOURCE_DIR) / ".." / "shared" / "entra" / "samples";
  if (!std::filesystem::exists(samples)) {
    BOOST_TEST_MESSAGE("skipped: no samples beside the source tree");
    return;
  }
  using Rows = std::map<std::string, std::uint64_t>;
  struct Expected {
    const char* file;
    Rows rows;
    std::uint64_t rejected;  // documents about something else among the events
  };
  const Rows panther = {{"AADNonInteractiveUserSignInLogs", 3},
                        {"AADServicePrincipalSignInLogs", 8},
                        {"AuditLogs", 21},
                        {"SigninLogs", 15}};
  const Expected expected[] = {
      {"azure-sentinel/disable_accounts.SigninLogs.csv", {{"SigninLogs", 4}}, 0},
      {"azure-sentinel/sign-in_adelete.csv", {{"SigninLogs", 56}}, 0},
      {"azure-sentinel-notebooks/aad_logons.SigninLogs.jsonl", {{"SigninLogs", 86}}, 0},
      {"azure-sentinel-notebooks/aad_logons.SigninLogs.normalized.jsonl", {{"SigninLogs", 86}}, 0},
      {"microsoft-docs/graph-docs-2021-examples.jsonl",
       {{"AADProvisioningLogs", 4},
        {"AADRiskyUsers", 2},
        {"AADUserRiskEvents", 4},
        {"AuditLogs", 3},
        {"SigninLogs", 6}},
       15},
      {"microsoft-docs/summarizedSignIns.json", {}, 3},
      {"otrf-security-datasets/AADAuditEvents.jsonl",
       {{"AuditLogs", 2}, {"Application", 1}, {"ServicePrincipal", 1}},
       0},
      {"otrf-security-datasets/OfficeActivityEvents.jsonl", {{"OfficeActivity", 1}}, 0},
      {"panther-analysis/azure-audit-tests.jsonl", panther, 0},
      {"panther-analysis/tests.jsonl", panther, 25},
  };
  const SchemaSet schemas = entra_schemas();
  for (const Expected& file : expected) {
    MemoryCatalog catalog;
    const std::vector<std::string> paths = {(samples / file.file).string()};
    const LoadReport report = load_files(paths, schemas, catalog);
    BOOST_TEST((report.rows == file.rows), file.file);
    BOOST_TEST(report.rejected == file.rejected, file.file);
  }
}

BOOST_AUTO_TEST_SUITE_END()
