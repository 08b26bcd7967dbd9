#include "plugin/cli/session.hpp"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <sstream>
#include <thread>

#include "executor/binder/nearest_name.hpp"
#include "plugin/cli/own_schemas.hpp"
#include "tables/text.hpp"

namespace kelpie::plugin {

namespace {

std::atomic<bool> interrupt_flag{false};

std::int64_t ticks_of_now() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return tables::unix_epoch + std::chrono::duration_cast<std::chrono::microseconds>(since).count() * tables::ticks_per_microsecond;
}

/// TABLE=PATH, where what stands before the sign is a name; else a path.
tables::LoadSource source_of(const std::string& argument) {
  const std::size_t equal = argument.find('=');
  if (equal == std::string::npos || std::filesystem::exists(argument)) return {argument, {}};
  const std::string name = argument.substr(0, equal);
  const bool is_name = !name.empty() && std::all_of(name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; });
  return is_name ? tables::LoadSource{argument.substr(equal + 1), name} : tables::LoadSource{argument, {}};
}

/// A bar on standard error, drawn only on a terminal and only for work that lasts.
class ProgressBar {
 public:
  void show(std::uint64_t done, std::uint64_t total) {
    const auto now = std::chrono::steady_clock::now();
    if (!terminal_.interactive || total == 0 || now - start_ < std::chrono::seconds(1) || now - shown_ < std::chrono::milliseconds(100)) return;
    shown_ = now;
    drawn_ = true;
    constexpr std::size_t width = 30;
    const std::size_t filled = static_cast<std::size_t>(static_cast<double>(done) / static_cast<double>(total) * width);
    std::cerr << "\rreading events [" << std::string(filled, '#') << std::string(width - std::min(width, filled), ' ') << "] " << done * 100 / total
              << " %, " << (done >> 20) << " MB" << std::flush;
  }
  ~ProgressBar() {
    if (drawn_) std::cerr << "\r\x1b[K" << std::flush;
  }

 private:
  Terminal terminal_ = terminal_of(2);
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now(), shown_ = start_;
  bool drawn_ = false;
};

void tell(const tables::LoadReport& report) {
  constexpr std::size_t most = 20;
  for (std::size_t i = 0; i < report.first_rejected.size() && i < most; ++i) {
    const tables::RejectedRecord& rejected = report.first_rejected[i];
    std::cerr << harmless(rejected.file);
    if (rejected.line > 0) std::cerr << ":" << rejected.line;
    std::cerr << ": refused: " << harmless(rejected.reason) << '\n';
  }
  if (report.rejected > most) std::cerr << "... and " << report.rejected - std::min<std::uint64_t>(most, report.first_rejected.size()) << " more\n";
  if (report.rejected > 0) {
    std::uint64_t rows = 0;
    for (const auto& [table, count] : report.rows) rows += count;
    std::cerr << report.rejected << " refused, " << rows << " rows kept\n";
  }
  for (const tables::UnreadableValues& values : report.unreadable) {
    std::cerr << "warning: " << values.table << "." << harmless(values.column) << ": " << values.count << " value(s) could not be read, such as \""
              << shortened(harmless(values.example), 60) << "\"; they are null\n";
  }
  if (report.repaired > 0) std::cerr << "warning: " << report.repaired << " record(s) held bytes that are no UTF-8; they read U+FFFD now\n";
}

}  // namespace

bool SharedOptions::data_from_standard_input() const {
  return std::any_of(data.begin(), data.end(), [](const std::string& argument) { return source_of(argument).path == "-"; });
}

Session::Session(const SharedOptions& options) {
  std::signal(SIGINT, [](int) { interrupt_flag = true; });
  context_.now = options.now.empty() ? ticks_of_now() : time_argument("--now", options.now);
  context_.threads = options.threads > 0 ? options.threads : std::max(1u, std::thread::hardware_concurrency());
  context_.stop = &interrupt_flag;
  load(options);
  engine_ = std::make_unique<executor::Engine>(catalog_, executor::make_builtin_registry(), stored_functions(options));
}

void Session::load(const SharedOptions& options) {
  const tables::SchemaSet schemas = schemas_of(options);
  std::vector<tables::LoadSource> sources;
  for (const std::string& argument : options.data) sources.push_back(source_of(argument));
  if (std::count_if(sources.begin(), sources.end(), [](const auto& source) { return source.path == "-"; }) > 1) {
    throw UsageError("--data: standard input (-) can be read once only");
  }
  for (const tables::LoadSource& source : sources) {
    if (source.path != "-" && !std::filesystem::exists(source.path)) throw UsageError("--data: there is no file or folder '" + source.path + "'");
  }
  std::optional<tables::DeadLetters> dead_letters;
  if (!options.dead_letters.empty()) {
    dead_letters.emplace(options.dead_letters);
    if (!dead_letters->error().empty()) throw UsageError("--dead-letters: " + dead_letters->error());
  }
  ProgressBar bar;
  tables::LoadOptions load_options;
  load_options.threads = context_.threads;
  load_options.dead_letters = dead_letters ? &*dead_letters : nullptr;
  load_options.progress = [&bar](std::uint64_t done, std::uint64_t total) { bar.show(done, total); };
  const tables::LoadReport report = tables::load(sources, schemas, catalog_, load_options);
  tell(report);
  if (dead_letters && !dead_letters->flush()) {
    std::cerr << "warning: --dead-letters: " << dead_letters->lost() << " refused record(s) are not in the file: " << dead_letters->error() << '\n';
  }
  refused_ = report.rejected > 0;
}

std::shared_ptr<const executor::StoredFunctions> Session::stored_functions(const SharedOptions& options) {
  executor::FunctionDiagnostics diagnostics;
  auto functions = load_functions(options.functions, diagnostics);
  tell(diagnostics);
  refused_ |= executor::has_errors(diagnostics);
  return functions;
}

std::optional<std::int64_t> Session::latest_time() const {
  std::optional<std::int64_t> latest;
  for (const std::string& name : catalog_.names()) {
    const auto table = catalog_.find(name);
    const auto column = table->schema().find("TimeGenerated");
    if (!column || table->schema().columns[*column].type != tables::Type::datetime) continue;
    for (const auto& segment : table->segments()) {
      const auto range = segment->range(*column, 0, segment->size());
      if (range && range->max >= range->min && (!latest || range->max > *latest)) latest = range->max;
    }
  }
  return latest;
}

std::int64_t time_argument(const std::string& option, const std::string& text) {
  if (const auto ticks = tables::parse_datetime(text)) return *ticks;
  throw UsageError(option + ": '" + text + "' is no datetime; write it as 2026-03-01T08:00:00Z");
}

Format format_argument(const std::string& text) {
  if (text.empty()) return terminal_of(1).interactive ? Format::table : Format::ndjson;
  if (const auto format = format_from(text)) return *format;
  throw UsageError("--format: '" + text + "' is no format; there are table, json, csv and ndjson");
}

std::string read_text(const std::string& path) {
  if (path == "-") return {std::istreambuf_iterator<char>(std::cin), std::istreambuf_iterator<char>()};
  std::ifstream file(path, std::ios::binary);
  if (!file || std::filesystem::is_directory(path)) throw UsageError("'" + path + "' cannot be read");
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

void tell(std::string_view text, const parser::Diagnostics& diagnostics, std::string_view file) {
  const parser::RenderOptions options{file, terminal_of(2).colour};
  for (const parser::Diagnostic& diagnostic : diagnostics) std::cerr << parser::render(text, diagnostic, options);
}

void tell(const executor::FunctionDiagnostics& diagnostics) {
  const bool colour = terminal_of(2).colour;
  for (const executor::FunctionDiagnostic& diagnostic : diagnostics) std::cerr << executor::render(diagnostic, colour);
}

std::shared_ptr<const executor::StoredFunctions> load_functions(const std::vector<std::string>& paths, executor::FunctionDiagnostics& diagnostics) {
  if (paths.empty()) return executor::built_in_functions();
  auto functions = std::make_shared<executor::StoredFunctions>(executor::make_stored_functions());
  for (const std::string& path : paths) {
    if (!std::filesystem::exists(path)) throw UsageError("--functions: there is no file or folder '" + path + "'");
    const executor::FunctionDiagnostics told = executor::add_function_files(path, *functions);
    diagnostics.insert(diagnostics.end(), told.begin(), told.end());
  }
  return functions;
}

const std::atomic<bool>& interrupted() { return interrupt_flag; }

}  // namespace kelpie::plugin
