#include "plugin/cli/command.hpp"

#include <CLI/CLI.hpp>
#include <chrono>
#include <iostream>
#include <thread>

#include "executor/engine.hpp"
#include "plugin/cli/batch.hpp"
#include "tables/entra_schemas.hpp"
#include "tables/memory_table.hpp"
#include "tables/text.hpp"

namespace kelpie::plugin {

namespace {

std::int64_t ticks_of_now() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return tables::unix_epoch + std::chrono::duration_cast<std::chrono::microseconds>(since).count() * tables::ticks_per_microsecond;
}

}  // namespace

int run_command(int argc, char** argv) {
  CLI::App app{"Microsoft Sentinel's KQL detections over Entra logs, on your own machine."};
  app.require_subcommand(1);
  CLI::App* query = app.add_subcommand("query", "Answer a KQL query");
  CLI::App* check = app.add_subcommand("check", "Check a KQL query without running it");
  bool batch = false;
  std::string text, now;
  unsigned threads = std::max(1u, std::thread::hardware_concurrency());
  for (CLI::App* command : {query, check}) {
    command->add_flag("--batch", batch, "Answer one JSON request a line from standard input");
    command->add_option("query", text, "The query");
    command->add_option("--now", now, "What now() is: a datetime");
    command->add_option("--threads", threads, "Threads for one query");
  }
  CLI11_PARSE(app, argc, argv);
  tables::MemoryCatalog catalog;
  const tables::SchemaSet schemas = tables::entra_schemas();
  for (const tables::TableSchema& schema : schemas.all()) catalog.add(std::make_shared<const tables::MemoryTable>(schema));
  const executor::Engine engine(catalog);
  executor::QueryContext context;
  context.now = now.empty() ? ticks_of_now() : tables::parse_datetime(now).value_or(0);
  context.threads = threads;
  if (batch) answer_batch(std::cin, std::cout, engine, context, query->parsed());
  return exit_ok;
}

}  // namespace kelpie::plugin
