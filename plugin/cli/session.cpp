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
#include "executor/functions/builtin.hpp"
#include "executor/functions/ip/location_database.hpp"
#include "plugin/cli/external_files.hpp"
#include "plugin/cli/own_schemas.hpp"
#include "plugin/cli/progress_bar.hpp"
#include "rules/runtime/arrivals.hpp"
#include "tables/text.hpp"

namespace kelpie::plugin {

namespace {

std::atomic<bool> interrupt_flag{false};

/// TABLE=PATH, where what stands before the sign is a name; else a path.
tables::LoadSource source_of(const std::string& argument) {
  const std::size_t equal = argument.find('=');
  if (equal == std::string::npos || std::filesystem::exists(argument)) return {argument, {}};
  const std::string name = argument.substr(0, equal);
  const bool is_name = !name.empty() && std::all_of(name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; });
  return is_name ? tables::LoadSource{argument.substr(equal + 1), name} : tables::LoadSource{argument, {}};
}

std::shared_ptr<const tables::Watchlists> watchlists_of(const SharedOptions& options) {
  if (options.watchlists.empty()) return nullptr;
  try {
    return std::make_shared<const tables::Watchlists>(options.watchlists);
  } catch (const std::runtime_error& wrong) {
    throw UsageError("--watchlists: " + std::string(wrong.what()));
  }
}

executor::FunctionResources resources_of(const SharedOptions& options) {
  if (options.maxmind.empty()) return {};
  try {
    return {std::make_shared<const executor::LocationDatabase>(options.maxmind)};
  } catch (const std::runtime_error& wrong) {
    throw UsageError("--maxmind: " + std::string(wrong.what()));
  }
}

/// `sound`: no stored function was refused.
std::unique_ptr<executor::Engine> engine_of(const SharedOptions& options, const tables::Catalog& catalog, bool& sound) {
  executor::FunctionDiagnostics diagnostics;
  auto functions = load_functions(options.functions, diagnostics);
  tell(diagnostics);
  sound = !executor::has_errors(diagnostics);
  return std::make_unique<executor::Engine>(catalog, executor::make_builtin_registry(resources_of(options)), std::move(functions), watchlists_of(options),
                                            external_files_of(options));
}

}  // namespace

std::unique_ptr<executor::Engine> make_engine(const SharedOptions& options, const tables::Catalog& catalog) {
  bool sound = true;
  return engine_of(options, catalog, sound);
}

bool SharedOptions::data_from_standard_input() const {
  return std::any_of(data.begin(), data.end(), [](const std::string& argument) { return source_of(argument).path == "-"; });
}

Session::Session(const SharedOptions& options) {
  std::signal(SIGINT, stop_at_signal);
  context_.now = options.now.empty() ? ticks_of_clock() : time_argument("--now", options.now);
  context_.threads = options.threads > 0 ? options.threads : std::max(1u, std::thread::hardware_concurrency());
  context_.stop = &interrupt_flag;
  if (options.store.empty()) {
    load(options);
  } else {
    if (!options.dead_letters.empty()) throw UsageError("--dead-letters goes with --data, or with 'kelpie ingest'");
    if (!options.data.empty()) throw UsageError("--store and --data exclude each other; 'kelpie ingest' brings files into a store");
    store_ = std::make_unique<tables::store::Store>(options.store, std::make_shared<const tables::SchemaSet>(schemas_of(options)));
    catalog_ = store_->snapshot();
  }
  bool sound = true;
  engine_ = engine_of(options, *catalog_, sound);
  refused_ |= !sound;
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
  const auto loaded = std::make_shared<tables::MemoryCatalog>();
  catalog_ = loaded;
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
  const tables::LoadReport report = tables::load(sources, schemas, *loaded, load_options);
  tell(report);
  if (dead_letters && !dead_letters->flush()) {
    std::cerr << "warning: --dead-letters: " << dead_letters->lost() << " refused record(s) are not in the file: " << dead_letters->error() << '\n';
  }
  refused_ = report.rejected > 0;
}

std::optional<std::int64_t> Session::latest_time() const { return rules::newest_event(*catalog_); }

std::int64_t ticks_of_clock() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return tables::unix_epoch + std::chrono::duration_cast<std::chrono::microseconds>(since).count() * tables::ticks_per_microsecond;
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

std::int64_t duration_argument(const std::string& option, const std::string& text) {
  const auto ticks = tables::parse_timespan(text);
  if (ticks && *ticks > 0) return *ticks;
  throw UsageError(option + ": '" + text + "' is no length of time; write it as 90d or 12h");
}

void stop_at_signal(int) { interrupt_flag = true; }

const std::atomic<bool>& interrupted() { return interrupt_flag; }

}  // namespace kelpie::plugin
