// Lock files: what is written, what is read, what counts as a change.

#include <boost/test/unit_test.hpp>

#include "rules/tooling/lock/compare_lock.hpp"
#include "tests/rules/tooling/golden.hpp"
#include "tests/rules/tooling/rule_texts.hpp"

namespace {

using namespace kelpie;
using namespace kelpie::rules::tooling;
using tests::replaced;
using tests::rules_of;
using tests::spray_rule;

LockedRules locked(const std::vector<std::string>& texts) {
  rules::RuleDiagnostics diagnostics;
  const std::vector<rules::Rule> rules = rules_of(texts);
  LockedRules result = lock_rules(rules, diagnostics);
  BOOST_TEST(diagnostics.empty());
  return result;
}

std::string state(const std::string& before, const std::string& after) {
  static constexpr const char* names[] = {"query changed", "content changed", "version fell",
                                          "raised",        "added",           "gone"};
  const auto findings = compare_with_lock(locked({before}), locked({after}));
  return findings.empty() ? "as locked" : names[static_cast<std::size_t>(findings.front().state)];
}

const std::string entry =
    "11111111-2222-3333-4444-555555555501 1.0.0 0123456789abcdef0123456789abcdef 0123456789abcdef0123456789abcdef\n";
const std::string head = "kelpie-lock 1\n";

std::string problem(const std::string& text) {
  const LockFile file = read_lock(text);
  return file.problems.empty() ? "" : std::to_string(file.problems.front().line) + ": " + file.problems.front().message;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(rule_locks)

BOOST_AUTO_TEST_CASE(same_rules_give_the_same_file) {
  const std::string other = replaced(replaced(spray_rule, "555555555501", "000000000001"), "version: 1.2.3\n", "");
  const std::string text = lock_text(locked({spray_rule, other}));
  BOOST_TEST(text == lock_text(locked({other, spray_rule})));
  tests::check_golden(tests::GoldenFile{tests::tooling_golden("lock") / "two-rules"}, text);
  const LockFile file = read_lock(text);
  BOOST_TEST(file.problems.empty());
  BOOST_TEST((file.rules == locked({spray_rule, other})));
}

BOOST_AUTO_TEST_CASE(layout_is_no_change) {
  BOOST_TEST(state(spray_rule, spray_rule) == "as locked");
  BOOST_TEST(state(spray_rule, replaced(spray_rule, " // wrong password", "\n  // other words")) == "as locked");
  BOOST_TEST(state(spray_rule, replaced(spray_rule, "queryPeriod: 1h", "queryPeriod: PT1H")) == "as locked");
  BOOST_TEST(state(spray_rule, spray_rule + "metadata:\n  author:\n    name: Somebody\n") == "as locked");
}

BOOST_AUTO_TEST_CASE(change_asks_for_a_new_version) {
  const std::string query = replaced(spray_rule, "Users > 10", "Users > 20");
  const std::string content = replaced(spray_rule, "severity: Medium", "severity: High");
  BOOST_TEST(state(spray_rule, query) == "query changed");
  BOOST_TEST(state(spray_rule, content) == "content changed");
  BOOST_TEST(state(spray_rule, replaced(query, "1.2.3", "1.2.4")) == "raised");
  BOOST_TEST(state(spray_rule, replaced(content, "1.2.3", "2.0.0")) == "raised");
  BOOST_TEST(state(spray_rule, replaced(query, "1.2.3", "1.2.2")) == "version fell");
  BOOST_TEST(state(spray_rule, replaced(spray_rule, "version: 1.2.3\n", "")) == "version fell");
  BOOST_TEST(state(spray_rule, replaced(spray_rule, "1.2.3", "1.2.4")) == "raised");
  BOOST_TEST(state(spray_rule, replaced(spray_rule, "555555555501", "000000000001")) == "added");
}

BOOST_AUTO_TEST_CASE(what_fails_and_what_forbids_an_update) {
  const auto finding = [](LockState state) { return LockFinding{state, "", "", ""}; };
  BOOST_TEST(finding(LockState::content_changed).fails());
  BOOST_TEST(!finding(LockState::content_changed).forbids_update());
  BOOST_TEST(finding(LockState::query_changed).forbids_update());
  BOOST_TEST(finding(LockState::version_fell).forbids_update());
  for (const LockState news : {LockState::raised, LockState::added, LockState::gone})
    BOOST_TEST(!finding(news).fails());
}

BOOST_AUTO_TEST_CASE(pieces_of_values_do_not_run_together) {
  BOOST_TEST(state(spray_rule + "tags: [ab, c]\n", spray_rule + "tags: [a, bc]\n") == "content changed");
}

BOOST_AUTO_TEST_CASE(odd_versions_stay_one_word) {
  const LockedRules rules = locked({replaced(spray_rule, "version: 1.2.3", "version: 1.0 beta")});
  BOOST_TEST(rules.begin()->second.version == "1.0_beta");
  BOOST_TEST(read_lock(lock_text(rules)).problems.empty());
}

BOOST_AUTO_TEST_CASE(query_with_errors_is_not_locked) {
  rules::RuleDiagnostics diagnostics;
  const auto rules = rules_of({replaced(spray_rule, "Users > 10", "Users > (")});
  BOOST_TEST(lock_rules(rules, diagnostics).empty());
  BOOST_REQUIRE(!diagnostics.empty());
  BOOST_TEST(diagnostics.front().position().line == 21u);
}

BOOST_AUTO_TEST_CASE(files_of_other_systems_are_read) {
  BOOST_TEST(problem(head + entry) == "");
  BOOST_TEST(problem("kelpie-lock 1\r\n\r\n# note\r\n" + entry) == "");
  BOOST_TEST(problem(head + entry.substr(0, entry.size() - 1)) == "");
}

BOOST_AUTO_TEST_CASE(damage_is_told_with_its_line) {
  BOOST_TEST(problem("") == "1: the file is empty; 'kelpie-lock 1' is expected");
  BOOST_TEST(problem("kelpie-lock 2\n").starts_with("1: 'kelpie-lock 2' begins no lock file"));
  BOOST_TEST(problem(std::string(300, '\x1b')).find('\x1b') == std::string::npos);
  BOOST_TEST(problem(head + "<<<<<<< ours\n" + entry).starts_with("2: this is the mark of a merge conflict"));
  BOOST_TEST(problem(head + entry + entry)
                 .starts_with("3: the rule 11111111-2222-3333-4444-555555555501 stands here a second time"));
  BOOST_TEST(problem(head + entry.substr(0, 60) + "\n") ==
             "2: '11111111-2222-3333-4444-555555555501 1.0...' has 3 words; a rule's line has 4: id, version, content "
             "hash, query hash");
  BOOST_TEST(problem(head + replaced(entry, "0123456789abcdef ", "0123456789abcdeg "))
                 .starts_with("2: '0123456789abcdef0123456789abcdeg' is no hash"));
  BOOST_TEST(problem(head + replaced(entry, "11111111-", "1111111x-"))
                 .starts_with("2: '1111111x-2222-3333-4444-555555555501' is no id"));
}

BOOST_AUTO_TEST_CASE(a_cut_or_altered_file_is_read_or_told) {
  const std::string text = lock_text(locked({spray_rule, replaced(spray_rule, "555555555501", "000000000001")}));
  for (std::size_t size = 0; size < text.size(); ++size) {
    const LockFile file = read_lock(std::string_view(text).substr(0, size));
    BOOST_TEST((file.rules.size() <= 2 && (file.rules.size() < 2 || size + 1 >= text.size())));
  }
  for (std::size_t at = 0; at < text.size(); ++at) {
    std::string altered = text;
    altered[at] = '\n';
    BOOST_TEST(read_lock(altered).problems.size() <= 10u);
  }
}

BOOST_AUTO_TEST_SUITE_END()
