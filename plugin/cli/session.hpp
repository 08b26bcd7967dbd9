#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "executor/engine.hpp"
#include "plugin/output/result_writer.hpp"
#include "tables/loader.hpp"
#include "tables/memory_table.hpp"
#include "tables/store/store.hpp"

namespace kelpie::plugin {

/// What the commands share: where data comes from, what time it is, how results look.
struct SharedOptions {
  std::vector<std::string> data;       // [TABLE=]PATH
  std::vector<std::string> schemas;    // schema files, folders of them
  std::vector<std::string> functions;  // files and folders of stored functions
  std::string store;              // folder of a store; in place of data
  std::vector<std::string> watchlists;  // folders of watchlists
  std::string maxmind;                  // a database of locations; empty: none
  std::vector<std::string> external;    // folders whose files queries may read
  std::string now;
  std::string format;
  std::string dead_letters;  // file for refused records; empty: none is kept
  unsigned threads = 0;

  /// Whether --data has "-".
  [[nodiscard]] bool data_from_standard_input() const;
};

/// A catalog with the data of the command line, and an engine over it.
class Session {
 public:
  /// Loads the data, shows progress on a terminal, tells on standard error what could not be read.
  explicit Session(const SharedOptions& options);

  [[nodiscard]] const executor::Engine& engine() const { return *engine_; }
  [[nodiscard]] const tables::Catalog& catalog() const { return *catalog_; }
  [[nodiscard]] const executor::QueryContext& context() const { return context_; }
  /// Some record or file was refused.
  [[nodiscard]] bool refused() const { return refused_; }
  /// Latest TimeGenerated of all tables; nothing when there are no rows.
  [[nodiscard]] std::optional<std::int64_t> latest_time() const;

 private:
  void load(const SharedOptions& options);

  std::unique_ptr<tables::store::Store> store_;
  std::shared_ptr<const tables::Catalog> catalog_;
  std::unique_ptr<executor::Engine> engine_;
  executor::QueryContext context_;
  bool refused_ = false;
};

/// An engine over a catalog that the caller keeps: functions, watchlists and files as the options name them; what is wrong with stored functions is told.
[[nodiscard]] std::unique_ptr<executor::Engine> make_engine(const SharedOptions& options, const tables::Catalog& catalog);

/// The argument cannot be used: message for a person, exit code 2.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A datetime argument; UsageError with what was found and what is expected.
[[nodiscard]] std::int64_t time_argument(const std::string& option, const std::string& text);
/// A length of time such as 90d, in ticks; UsageError as above.
[[nodiscard]] std::int64_t duration_argument(const std::string& option, const std::string& text);
/// The clock, in ticks.
[[nodiscard]] std::int64_t ticks_of_clock();
/// --format, or what suits the output: table on a terminal, ndjson in a pipe.
[[nodiscard]] Format format_argument(const std::string& text);
/// The whole of a file, "-" for standard input.
[[nodiscard]] std::string read_text(const std::string& path);
/// All diagnostics with their carets on standard error.
void tell(std::string_view text, const parser::Diagnostics& diagnostics, std::string_view file);
void tell(const executor::FunctionDiagnostics& diagnostics);
/// The built-in stored functions, and those of the files and folders; what is wrong with them goes to `diagnostics`. UsageError where there is no
/// such file or folder.
[[nodiscard]] std::shared_ptr<const executor::StoredFunctions> load_functions(const std::vector<std::string>& paths,
                                                                              executor::FunctionDiagnostics& diagnostics);
/// What a load refused, on standard error.
void tell(const tables::LoadReport& report);
/// A signal's handler: sets interrupted().
void stop_at_signal(int signal);
/// Set by SIGINT.
[[nodiscard]] const std::atomic<bool>& interrupted();

}  // namespace kelpie::plugin
