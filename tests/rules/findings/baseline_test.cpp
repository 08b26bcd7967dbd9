// Fingerprints that survive moved lines, and the baseline that is made of them.

#include <filesystem>
#include <fstream>

#include <boost/test/unit_test.hpp>
#include <unistd.h>

#include "tests/rules/findings/validated.hpp"

namespace {

using namespace kelpie;
using namespace kelpie::rules;

const std::string rule =
    "id: 11111111-2222-3333-4444-555555555555\nname: Hunt\nowner: x\nquery: |\n  SigninLogs\n  | where Usr == 1\n  | "
    "where Usr == 2\n";

std::vector<std::string> fingerprints(const FindingsReport& report) {
  std::vector<std::string> result;
  for (const Finding& finding : report.findings) result.push_back(finding.fingerprint);
  return result;
}
std::vector<std::string> fingerprints(const std::string& text) { return fingerprints(rules::tests::validated(text)); }

/// A folder of its own, gone at the end.
struct Folder {
  Folder() : path(std::filesystem::temp_directory_path() / ("kelpie-baseline-" + std::to_string(::getpid()))) {
    std::filesystem::create_directories(path);
  }
  ~Folder() { std::filesystem::remove_all(path); }
  std::string write(const std::string& name, const std::string& text) const {
    std::ofstream(path / name, std::ios::binary) << text;
    return (path / name).string();
  }
  std::filesystem::path path;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(baselines)

BOOST_AUTO_TEST_CASE(fingerprints_do_not_depend_on_lines_and_blanks) {
  const auto before = fingerprints(rule);
  BOOST_REQUIRE_EQUAL(before.size(), 3u);
  const auto after = fingerprints("# moved\n\n" + rule + "description: more\n");
  BOOST_CHECK_EQUAL_COLLECTIONS(before.begin(), before.end(), after.begin(), after.end());
}

BOOST_AUTO_TEST_CASE(equal_findings_are_counted) {
  const auto found = fingerprints(rule);
  BOOST_TEST(found[1].substr(0, 32) == found[2].substr(0, 32));
  BOOST_TEST(found[1].substr(32) == ":1");
  BOOST_TEST(found[2].substr(32) == ":2");
  BOOST_TEST(found[0].substr(0, 32) != found[1].substr(0, 32));
}

BOOST_AUTO_TEST_CASE(missing_keys_are_told_apart) {
  const auto found = fingerprints("id: 11111111-2222-3333-4444-555555555555\nqueryPeriod: 1h\n");
  BOOST_REQUIRE(found.size() >= 2u);
  BOOST_TEST(found[0].substr(0, 32) != found[1].substr(0, 32));
}

BOOST_AUTO_TEST_CASE(a_baseline_takes_in_what_it_holds) {
  const Folder folder;
  const std::string file = folder.write("rule.yaml", rule);
  const std::string path = folder.write("base.json", baseline_text(rules::tests::validated({{file, rule}}).findings,
                                                                   (folder.path / "base.json").string()));
  ReportOptions options;
  const BaselineReading reading = read_baseline(path);
  BOOST_TEST(reading.problem == "");
  BOOST_REQUIRE_EQUAL(reading.baseline.entries.size(), 3u);
  BOOST_TEST(reading.baseline.entries.front().file == "rule.yaml");
  BOOST_TEST(reading.baseline.entries.front().key == "owner");
  options.baseline = reading.baseline;
  const FindingsReport known = rules::tests::validated({{file, rule}}, options);
  BOOST_TEST(known.count(FindingState::in_baseline) == 3u);
  BOOST_TEST(known.obsolete.empty());
  BOOST_TEST(!known.fails);
  const FindingsReport more = rules::tests::validated({{file, rule + "  | where Other == 3\n"}}, options);
  BOOST_TEST(more.count(FindingState::in_baseline) == 3u);
  BOOST_TEST(more.fails);
}

BOOST_AUTO_TEST_CASE(entries_that_occur_no_longer_are_told_of_files_that_were_looked_at) {
  const Folder folder;
  const std::string file = folder.write("rule.yaml", rule);
  const std::string other = folder.write("other.yaml", rule);
  const std::string path = (folder.path / "base.json").string();
  const std::string text = baseline_text(rules::tests::validated({{file, rule}}).findings, path);
  ReportOptions options;
  options.baseline = read_baseline(folder.write("base.json", text)).baseline;
  const std::string mended = "id: 11111111-2222-3333-4444-555555555555\nname: Hunt\nquery: SigninLogs\n";
  BOOST_TEST(rules::tests::validated({{file, mended}}, options).obsolete.size() == 3u);
  BOOST_TEST(rules::tests::validated({{other, mended}}, options).obsolete.empty());
  std::filesystem::remove(file);
  BOOST_TEST(rules::tests::validated({{other, mended}}, options).obsolete.size() == 3u);
}

BOOST_AUTO_TEST_CASE(files_that_are_no_baseline_are_refused) {
  const Folder folder;
  BOOST_TEST(read_baseline((folder.path / "nowhere.json").string()).problem.find("cannot be read") !=
             std::string::npos);
  for (const std::string text : {"", "{", "[]", "{\"findings\": 3}", "{\"version\": 9, \"findings\": []}",
                                 "{\"version\": 1, \"findings\": [{\"code\": \"KR004\"}]}"}) {
    BOOST_TEST(!read_baseline(folder.write("bad.json", text)).problem.empty(), text);
  }
  BOOST_TEST(read_baseline(folder.write("empty.json", baseline_text({}, "empty.json"))).problem == "");
}

BOOST_AUTO_TEST_SUITE_END()
