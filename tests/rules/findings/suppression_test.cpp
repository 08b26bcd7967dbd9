// Comments that suppress, severities by code, and what of it is told.

#include <boost/test/unit_test.hpp>

#include "tests/rules/findings/validated.hpp"

namespace {

using namespace kelpie;
using namespace kelpie::rules;

const std::string head = "id: 11111111-2222-3333-4444-555555555555\nname: Hunt\n";

void check_told(const FindingsReport& report, const std::vector<std::string>& expected) {
  const auto found = rules::tests::told(report);
  BOOST_CHECK_EQUAL_COLLECTIONS(found.begin(), found.end(), expected.begin(), expected.end());
}
FindingsReport report_of(const std::string& rest, ReportOptions options = {}) {
  return rules::tests::validated(head + rest, std::move(options));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(suppressions)

BOOST_AUTO_TEST_CASE(a_comment_covers_its_line_or_the_next_one) {
  check_told(report_of("owner: x  # kelpie: ignore KR004\nquery: SigninLogs | where TimeGenerated > ago(7d)\n"), {"3:1 warning KR004 suppressed"});
  check_told(report_of("# kelpie: ignore KR004\n\n# another comment\nowner: x\nquery: SigninLogs | where TimeGenerated > ago(7d)\n"),
             {"6:1 warning KR004 suppressed"});
  check_told(report_of("# kelpie: ignore KR004\nquery: SigninLogs | where TimeGenerated > ago(7d)\nowner: x\n"),
             {"3:18 warning KV001", "5:1 warning KR004"});
}

BOOST_AUTO_TEST_CASE(a_comment_covers_the_whole_file) {
  check_told(report_of("owner: x\nteam: y\nquery: SigninLogs | where TimeGenerated > ago(7d)\n# kelpie: ignore-file KR004\n"),
             {"3:1 warning KR004 suppressed", "4:1 warning KR004 suppressed"});
}

BOOST_AUTO_TEST_CASE(a_reason_stands_behind_dashes) {
  const FindingsReport report =
      report_of("owner: x # kelpie: ignore KR012, KR004 --  our  own key\nquery: SigninLogs | where TimeGenerated > ago(7d)\n");
  check_told(report, {"3:1 warning KR004 suppressed", "3:27 warning KV001"});
  BOOST_TEST(report.findings.front().reason == "our own key");
}

BOOST_AUTO_TEST_CASE(comments_of_the_query_suppress) {
  check_told(report_of("query: |\n  SigninLogs | where TimeGenerated > ago(7d)\n  | where Usr == 1 // kelpie: ignore KS142\n"),
             {"5:11 error KS142 suppressed"});
  check_told(report_of("query: |\n  SigninLogs | where TimeGenerated > ago(7d)\n  // kelpie: ignore KS142\n  | where Usr == 1\n"),
             {"6:11 error KS142 suppressed"});
}

BOOST_AUTO_TEST_CASE(texts_are_no_comments) {
  check_told(report_of("owner: '# kelpie: ignore KR004'\nquery: SigninLogs | where TimeGenerated > ago(7d)\n"), {"3:1 warning KR004"});
  check_told(report_of("query: |\n  SigninLogs | where TimeGenerated > ago(7d)\n  | where Usr == \"// kelpie: ignore KS142\"\n"), {"5:11 error KS142"});
  check_told(
      report_of("query: |\n  SigninLogs | where TimeGenerated > ago(7d) // all\n  | where Usr == 1\ndescription: |\n  // kelpie: ignore KS142\n"),
      {"5:11 error KS142"});
}

BOOST_AUTO_TEST_CASE(comments_that_cannot_be_read_are_told) {
  check_told(
      report_of("query: SigninLogs | where TimeGenerated > ago(7d)\n# kelpie: ignore\n# kelpie: silence KR004\n# kelpie: ignore kr004\n# kelpie:\n"),
      {"4:11 warning KV002", "5:11 warning KV002", "6:18 warning KV002", "7:1 warning KV002"});
}

BOOST_AUTO_TEST_CASE(what_is_said_of_comments_can_be_suppressed_too) {
  check_told(report_of("# kelpie: ignore KR012, KV001\nquery: SigninLogs | where TimeGenerated > ago(7d)\n# kelpie: ignore-file KV001\n"),
             {"3:18 warning KV001 suppressed"});
}

BOOST_AUTO_TEST_CASE(severities_follow_the_configuration) {
  ReportOptions options;
  options.severities = {{"KR004", parser::Severity::note}, {"KS142", std::nullopt}};
  check_told(report_of("owner: x\nquery: |\n  SigninLogs | where TimeGenerated > ago(7d) and Usr == 1 // kelpie: ignore KS142\n", options),
             {"3:1 note KR004"});
}

BOOST_AUTO_TEST_CASE(what_is_not_shown_still_fails) {
  ReportOptions options;
  options.least_shown = parser::Severity::error;
  options.least_failing = parser::Severity::warning;
  const FindingsReport report = report_of("owner: x\nquery: SigninLogs | where TimeGenerated > ago(7d)\n", options);
  BOOST_TEST(report.findings.empty());
  BOOST_TEST(report.hidden == 1u);
  BOOST_TEST(report.fails);
  BOOST_TEST(!report_of("owner: x\nquery: SigninLogs | where TimeGenerated > ago(7d)\n").fails);
  BOOST_TEST(!report_of("owner: x # kelpie: ignore KR004\nquery: SigninLogs | where TimeGenerated > ago(7d)\n", options).fails);
}

BOOST_AUTO_TEST_SUITE_END()
