// Which files hold rules, which tests, and which belong together.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <system_error>
#include <tuple>

#include <fmt/format.h>

#include "executor/binder/nearest_name.hpp"
#include "rules/testing/test_suite.hpp"

namespace kelpie::rules::testing {

namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t largest_file = 4 * 1024 * 1024;

bool is_yaml(const fs::path& path) { return path.extension() == ".yaml" || path.extension() == ".yml"; }

/// The same path for the same file, however it was named; relative as it was.
std::string plain(const fs::path& path) { return path.lexically_normal().string(); }

bool is_file(const fs::path& path) {
  std::error_code failure;
  return fs::is_regular_file(path, failure);
}

class SuiteLoader {
 public:
  TestSuite load(const std::vector<std::string>& paths) {
    for (const std::string& path : paths) find_files(path);
    for (const std::string& file : test_files_) read_test_file(file);
    suite_.test_files = test_files_.size();
    for (TestSuite::Case& one : suite_.cases) one.rule_path = rule_path_of(one.test);
    load_rule_files();
    for (TestSuite::Case& one : suite_.cases) find_rule(one);
    std::erase_if(suite_.cases, [](const TestSuite::Case& one) { return one.rule_path.empty(); });
    refuse_repeated_names();
    std::stable_sort(
        suite_.problems.begin(), suite_.problems.end(), [](const RuleDiagnostic& a, const RuleDiagnostic& b) {
          return std::tie(a.source->path, a.diagnostic.span.begin) < std::tie(b.source->path, b.diagnostic.span.begin);
        });
    return std::move(suite_);
  }

 private:
  void find_files(const std::string& path) {
    std::error_code failure;
    if (!fs::is_directory(path, failure)) return add_file(path, true);
    auto at = fs::recursive_directory_iterator(path, fs::directory_options::skip_permission_denied, failure);
    for (; !failure && at != fs::recursive_directory_iterator(); at.increment(failure)) {
      const bool hidden = at->path().filename().string().starts_with('.');
      if (hidden && at->is_directory()) at.disable_recursion_pending();
      if (!hidden && is_yaml(at->path()) && is_file(at->path())) add_file(at->path(), false);
    }
    if (failure) refuse(path, fmt::format("The folder cannot be read: {}.", failure.message()));
  }

  void add_file(const fs::path& path, bool with_tests) {
    if (is_test_file(path.string())) {
      test_files_.insert(plain(path));
      return;
    }
    rule_files_.insert(plain(path));
    if (!with_tests) return;
    for (const fs::path& folder : {path.parent_path(), path.parent_path() / "tests"}) {
      for (const char* ending : {".test.yaml", ".test.yml"}) {
        if (const fs::path tests = folder / (path.stem().string() + ending); is_file(tests))
          test_files_.insert(plain(tests));
      }
    }
  }

  void refuse(const std::string& path, std::string message) {
    suite_.problems.push_back({std::make_shared<const SourceFile>(SourceFile{path, {}}),
                               {parser::Severity::error, "KT001", std::move(message), {}, {}}});
  }

  void read_test_file(const std::string& path) {
    std::error_code failure;
    const auto size = fs::file_size(path, failure);
    std::ifstream stream(path, std::ios::binary);
    if (failure || !stream) return refuse(path, "The file cannot be read.");
    if (size > largest_file)
      return refuse(path, fmt::format("The file has {} bytes; a test file has at most {}.", size, largest_file));
    std::string text{std::istreambuf_iterator<char>(stream), {}};
    if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
    for (RuleTest& test :
         read_tests(std::make_shared<const SourceFile>(SourceFile{path, std::move(text)}), suite_.problems)) {
      suite_.cases.push_back({std::move(test), std::nullopt, {}});
    }
  }

  /// The file of the test's rule; "" where an id names it.
  static std::string rule_path_of(const RuleTest& test) {
    const fs::path file = test.source->path;
    if (!test.rule.empty()) {
      const fs::path named = file.parent_path() / test.rule;
      return is_yaml(test.rule) || is_file(named) ? plain(named) : "";
    }
    const fs::path stem = file.stem().stem();
    std::vector<fs::path> folders{file.parent_path()};
    if (file.parent_path().filename() == "tests") folders.push_back(file.parent_path() / "..");
    for (const fs::path& folder : folders) {
      for (const char* ending : {".yaml", ".yml"}) {
        if (const fs::path rule = folder / (stem.string() + ending); is_file(rule)) return plain(rule);
      }
    }
    return plain(file.parent_path() / (stem.string() + ".yaml"));
  }

  void load_rule_files() {
    for (const TestSuite::Case& one : suite_.cases) {
      if (!one.rule_path.empty() && is_file(one.rule_path)) rule_files_.insert(one.rule_path);
    }
    LoadedRules loaded = load_rules(std::vector<std::string>(rule_files_.begin(), rule_files_.end()));
    suite_.rules = std::move(loaded.rules);
    for (RuleDiagnostic& one : loaded.diagnostics) {
      if (one.diagnostic.severity == parser::Severity::error) suite_.rule_diagnostics.push_back(std::move(one));
    }
  }

  void find_rule(TestSuite::Case& one) {
    const auto at = std::find_if(suite_.rules.begin(), suite_.rules.end(), [&](const Rule& rule) {
      return one.rule_path.empty() ? rule.id == one.test.rule || rule.name == one.test.rule
                                   : rule.source->path == one.rule_path;
    });
    if (at != suite_.rules.end()) {
      one.rule = static_cast<std::size_t>(at - suite_.rules.begin());
      one.rule_path = at->source->path;
      return;
    }
    if (!one.rule_path.empty() && is_file(one.rule_path)) return;  // a file with errors
    const parser::Span span = one.test.rule.empty() ? one.test.span : one.test.rule_span;
    std::vector<std::string> known;
    for (const Rule& rule : suite_.rules) known.push_back(one.rule_path.empty() ? rule.id : rule.source->path);
    std::string hint = executor::did_you_mean(one.rule_path.empty() ? one.test.rule : one.rule_path, known);
    if (hint.empty()) hint = "rule: the path of its file, from the test file on, or the id of a rule in what is tested";
    const bool file = !one.rule_path.empty();
    RuleDiagnostic problem{one.test.source,
                           {parser::Severity::error, "KT009",
                            file ? fmt::format("There is no rule file '{}'.", one.rule_path)
                                 : fmt::format("There is no rule '{}'.", one.test.rule),
                            span, std::move(hint)}};
    one.rule_path.clear();
    // Told once a file, not for each of its tests.
    const auto told = std::find_if(suite_.problems.begin(), suite_.problems.end(), [&](const RuleDiagnostic& earlier) {
      return earlier.source == problem.source && earlier.diagnostic.message == problem.diagnostic.message;
    });
    if (told == suite_.problems.end()) suite_.problems.push_back(std::move(problem));
  }

  void refuse_repeated_names() {
    std::set<std::pair<std::string, std::string>> seen;
    for (const TestSuite::Case& one : suite_.cases) {
      if (seen.emplace(one.rule_path, one.test.name).second) continue;
      suite_.problems.push_back(
          {one.test.source,
           {parser::Severity::error, "KT014", fmt::format("The rule has another test '{}'.", one.test.name),
            one.test.span, "a name of its own, so that it can be asked for with --name"}});
    }
  }

  std::set<std::string> test_files_, rule_files_;
  TestSuite suite_;
};

}  // namespace

TestSuite load_test_suite(const std::vector<std::string>& paths) { return SuiteLoader().load(paths); }

}  // namespace kelpie::rules::testing
