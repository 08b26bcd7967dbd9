#include <unistd.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <filesystem>
#include <iostream>

#include "plugin/adapters/rsyslog/omprog.hpp"
#include "plugin/cli/command.hpp"
#include "plugin/cli/own_schemas.hpp"
#include "plugin/cli/progress_bar.hpp"
#include "plugin/cli/session.hpp"
#include "plugin/cli/store_faults.hpp"
#include "tables/damaged_data.hpp"
#include "tables/dead_letters.hpp"
#include "tables/ingest/ingest.hpp"
#include "tables/store/store_error.hpp"
#include "tables/store/writer.hpp"
#include "tables/text.hpp"

namespace kelpie::plugin {

namespace {

struct IngestArguments {
  std::string store;
  std::vector<std::string> sources;
  std::string table, workspace_id, dead_letters, retention;
  SharedOptions shared;  // --schemas
  unsigned threads = 0;
  std::uint64_t log_bytes = tables::store::WriterOptions().log_bytes;
  bool follow = false;
  bool acknowledge = false;
  bool omprog = false;
};

tables::LoadReport as_load_report(tables::IngestReport& report) {
  tables::LoadReport told;
  told.rows = report.rows;
  told.rejected = report.rejected;
  told.first_rejected = std::move(report.first_rejected);
  told.repaired = report.repaired;
  told.unreadable = std::move(report.unreadable);
  return told;
}

void summarise(const tables::IngestReport& report) {
  std::uint64_t rows = 0;
  for (const auto& [table, count] : report.rows) rows += count;
  std::cerr << rows << (rows == 1 ? " row" : " rows") << " stored";
  if (report.duplicates > 0) std::cerr << ", " << report.duplicates << " left out that " << (report.duplicates == 1 ? "was" : "were") << " there already";
  if (report.unchanged > 0) std::cerr << ", " << report.unchanged << (report.unchanged == 1 ? " file" : " files") << " read before";
  std::cerr << '\n';
  for (const auto& [table, count] : report.rows) std::cerr << "  " << table << ": " << count << '\n';
  for (const std::string& file : report.incomplete)
    std::cerr << harmless(file) << ": its last line has no end yet; it is read when the file has grown and is ingested again\n";
}

void acknowledge(const tables::Stored& stored) {
  std::cout << "{\"stored\":" << stored.rows << ",\"duplicates\":" << stored.duplicates;
  if (stored.stream_bytes > 0) std::cout << ",\"bytes\":" << stored.stream_bytes;
  std::cout << "}" << std::endl;
}

std::string holder() {
  char host[256] = "";
  if (::gethostname(host, sizeof(host) - 1) != 0) host[0] = 0;
  return "kelpie ingest, process " + std::to_string(::getpid()) + (host[0] != 0 ? " on " + std::string(host) : std::string()) + ",";
}

void drop_old(tables::store::Writer& writer, std::int64_t keep) {
  const auto dropped = writer.drop_before(ticks_of_clock() - keep);
  if (dropped.segments > 0) std::cerr << "retention: " << dropped.segments << " segments with " << dropped.rows << " rows dropped\n";
}

/// A read that waits ends at the signal, which std::signal's handlers do not make it do.
void end_reads_at(int signal) {
  struct sigaction action {};
  action.sa_handler = stop_at_signal;
  ::sigaction(signal, &action, nullptr);
}

int converse_with_omprog(const IngestArguments& arguments, const std::shared_ptr<const tables::SchemaSet>& schemas, tables::DeadLetters* dead_letters,
                         std::int64_t keep) {
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGINT, SIG_IGN);  // of a terminal in which rsyslogd runs; rsyslogd ends this program by closing its input
  end_reads_at(SIGTERM);
  rsyslog::OmprogOptions options;
  options.store = arguments.store;
  options.table = arguments.table;
  options.schemas = schemas;
  options.writing.holder = holder();
  options.writing.log_bytes = arguments.log_bytes;
  options.writing.faults = store_faults();
  options.ingest.workspace_id = arguments.workspace_id;
  options.ingest.dead_letters = dead_letters;
  options.ingest.stop = &interrupted();
  options.ingest.now = ticks_of_clock;
  options.keep = keep;
  return rsyslog::run_omprog(std::move(options)) ? exit_ok : exit_refused;
}

int ingest(const IngestArguments& arguments) {
  if (arguments.omprog && (!arguments.sources.empty() || arguments.follow || arguments.acknowledge))
    throw UsageError("--omprog reads what rsyslog writes, and answers: it goes with no sources, --follow or --acknowledge");
  if (!arguments.omprog && arguments.sources.empty()) throw UsageError("what is to be stored? Name files or folders, - for standard input, or use --omprog under rsyslog");
  std::vector<tables::LoadSource> sources;
  for (const std::string& path : arguments.sources) {
    if (path != "-" && !std::filesystem::exists(path)) throw UsageError("there is no file or folder '" + path + "'");
    sources.push_back({path, arguments.table});
  }
  std::optional<std::int64_t> keep;
  if (!arguments.retention.empty()) keep = duration_argument("--retention", arguments.retention);
  std::signal(SIGINT, stop_at_signal);
  std::signal(SIGTERM, stop_at_signal);
  const auto schemas = std::make_shared<const tables::SchemaSet>(schemas_of(arguments.shared));
  std::unique_ptr<tables::DeadLetters> dead_letters;
  if (!arguments.dead_letters.empty()) {
    dead_letters = std::make_unique<tables::DeadLetters>(arguments.dead_letters);
    if (!dead_letters->error().empty()) throw UsageError("--dead-letters: " + dead_letters->error());
  }
  if (arguments.omprog) return converse_with_omprog(arguments, schemas, dead_letters.get(), keep.value_or(0));
  tables::store::WriterOptions writing;
  writing.holder = holder();
  writing.log_bytes = arguments.log_bytes;
  writing.faults = store_faults();
  tables::store::Writer writer(arguments.store, schemas, std::move(writing));
  if (keep) drop_old(writer, *keep);
  ProgressBar bar;
  tables::IngestOptions options;
  options.threads = arguments.threads;
  options.workspace_id = arguments.workspace_id;
  options.dead_letters = dead_letters.get();
  options.follow = arguments.follow;
  options.stop = &interrupted();
  options.now = ticks_of_clock;
  if (!arguments.follow) options.progress = [&bar](std::uint64_t done, std::uint64_t total) { bar.show(done, total); };
  tables::Ingest ingest(*schemas, writer, std::move(options));
  if (arguments.acknowledge) ingest.on_stored(acknowledge);
  tables::IngestReport report = ingest.run(sources);
  bar.clear();
  const bool refused = report.rejected > 0;
  tell(as_load_report(report));
  summarise(report);
  bool lost = false;
  if (dead_letters) {
    lost = !dead_letters->flush();
    if (lost) std::cerr << "kelpie: " << dead_letters->lost() << " refused records could not be written to " << dead_letters->path() << ": " << dead_letters->error() << '\n';
  }
  return refused || lost ? exit_refused : exit_ok;
}

}  // namespace

CommandAction add_ingest(CLI::App& app, CLI::App*& made) {
  auto arguments = std::make_shared<IngestArguments>();
  made = app.add_subcommand("ingest", "Store events for good, to be queried later");
  made->footer(
      "Examples:\n"
      "  kelpie ingest --store /var/lib/kelpie exports/                  what is new in the files of a folder\n"
      "  kelpie ingest --store /var/lib/kelpie --follow /srv/insights    and what is added to them, until it is stopped\n"
      "  tail -F entra.ndjson | kelpie ingest --store /var/lib/kelpie -  lines as they come\n"
      "  kelpie ingest --store /var/lib/kelpie --omprog                  under rsyslog's omprog: see docs/adapters.md\n"
      "An event is stored once: a file is read from where it was left, and a delivery of an event that is among the last two million of its\n"
      "table is recognised by the event's id. What is stored is not changed any more. One process writes at a time, many read.\n"
      "A record that is refused is told on standard error with its place; the others are stored, and the exit code is 1.");
  made->add_option("--store", arguments->store, "The store's folder; it is made when there is none")->required()->type_name("DIR");
  made->add_option("sources", arguments->sources, "Files and folders of events, - for standard input")->type_name("PATH");
  made->add_option("--table", arguments->table, "The table of events that do not say it; a new name makes a table")->type_name("TABLE");
  made->add_option("--schemas", arguments->shared.schemas, "Schemas of your own tables: files, or folders of .yaml files")->type_name("PATH")->allow_extra_args(false);
  made->add_option("--dead-letters", arguments->dead_letters, "Append what is refused to this file: source, offset, reason and the record")->type_name("FILE");
  made->add_option("--workspace-id", arguments->workspace_id, "What TenantId holds: the id of a Log Analytics workspace")->type_name("ID");
  made->add_option("--retention", arguments->retention, "First drop what is older: whole segments, by the time of their last event")->type_name("90d");
  made->add_option("--log-bytes", arguments->log_bytes, "Bytes of the log at which its rows become segments")->group("");
  made->add_option("--threads", arguments->threads, "Threads that read; default: all processors");
  made->add_flag("--follow", arguments->follow, "Watch files and folders for more until SIGINT or SIGTERM");
  made->add_flag("--acknowledge", arguments->acknowledge, "Say on standard output, a line of JSON each, what is on the disk now");
  made->add_flag("--omprog", arguments->omprog, "Speak with rsyslog's omprog on standard input and output: what it is told is stored is on the disk");
  return [arguments] { return ingest(*arguments); };
}

}  // namespace kelpie::plugin
