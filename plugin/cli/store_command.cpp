#include <unistd.h>

#include <CLI/CLI.hpp>
#include <array>
#include <cstdio>
#include <iostream>
#include <map>

#include "plugin/cli/command.hpp"
#include "plugin/cli/progress_bar.hpp"
#include "plugin/cli/session.hpp"
#include "plugin/cli/store_faults.hpp"
#include "plugin/output/json_writer.hpp"
#include "tables/damaged_data.hpp"
#include "tables/entra_schemas.hpp"
#include "tables/store/layout.hpp"
#include "tables/store/lock.hpp"
#include "tables/store/store.hpp"
#include "tables/store/store_error.hpp"
#include "tables/store/verify.hpp"
#include "tables/store/writer.hpp"
#include "tables/text.hpp"

namespace kelpie::plugin {

namespace {

using tables::IntegerRange;

std::string bytes_text(std::uint64_t bytes) {
  constexpr std::array<const char*, 5> units{"B", "KB", "MB", "GB", "TB"};
  std::size_t unit = 0;
  auto value = static_cast<double>(bytes);
  while (value >= 1000 && unit + 1 < units.size()) value /= 1000, ++unit;
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), unit == 0 ? "%.0f %s" : "%.1f %s", value, units[unit]);
  return text.data();
}

std::string plural(std::uint64_t count, const char* thing) { return std::to_string(count) + " " + thing + (count == 1 ? "" : "s"); }

std::string json_string(std::string_view text) {
  std::string json;
  append_json_string(text, json);
  return json;
}

struct TableInfo {
  std::uint64_t rows = 0, bytes = 0, segments = 0;
  std::optional<IntegerRange> time;
};

std::map<std::string, TableInfo> table_infos(const tables::store::Snapshot& snapshot) {
  std::map<std::string, TableInfo> infos;
  const auto add_time = [](TableInfo& info, const IntegerRange& time) {
    info.time = info.time ? IntegerRange{std::min(info.time->min, time.min), std::max(info.time->max, time.max)} : time;
  };
  for (const std::string& name : snapshot.names()) {
    for (const auto& part : snapshot.parts(name)) {
      TableInfo& info = infos[name];
      info.rows += part.rows;
      info.bytes += part.segment->bytes();
      ++info.segments;
      if (part.time) add_time(info, *part.time);
    }
    if (!infos.contains(name)) continue;
    const auto table = snapshot.find(name);
    const auto column = table->schema().find("TimeGenerated");
    if (!column) continue;
    for (const auto& segment : table->segments()) {
      const auto range = segment->range(*column, 0, segment->size());
      if (range && range->min <= range->max) add_time(infos[name], *range);
    }
  }
  return infos;
}

int info(const std::string& folder, const std::string& format) {
  tables::store::Store store(folder, std::make_shared<const tables::SchemaSet>(tables::entra_schemas()));
  const auto snapshot = store.snapshot();
  const auto infos = table_infos(*snapshot);
  const auto time_text = [](std::int64_t ticks) { return tables::datetime_text(ticks).substr(0, 19) + "Z"; };
  const std::string holder = tables::store::lock_holder(tables::store::Layout{folder}.lock());
  if (format == "json") {
    std::cout << "{\"tables\":[";
    bool first = true;
    for (const auto& [name, table] : infos) {
      std::cout << (first ? "" : ",") << "{\"table\":" << json_string(name) << ",\"rows\":" << table.rows << ",\"bytes\":" << table.bytes
                << ",\"segments\":" << table.segments;
      if (table.time) std::cout << ",\"first\":\"" << tables::datetime_text(table.time->min) << "\",\"last\":\"" << tables::datetime_text(table.time->max) << '"';
      std::cout << "}";
      first = false;
    }
    std::cout << "],\"sources\":" << snapshot->state().sources.size() << ",\"writer\":" << (holder.empty() ? "null" : json_string(holder)) << "}\n";
    return exit_ok;
  }
  TableInfo all;
  std::size_t width = 5;
  for (const auto& [name, table] : infos) width = std::max(width, name.size());
  for (const auto& [name, table] : infos) {
    all.rows += table.rows;
    all.bytes += table.bytes;
    all.segments += table.segments;
    std::cout << harmless(name) << std::string(width - name.size() + 2, ' ') << plural(table.rows, "row") << ", " << bytes_text(table.bytes) << " in "
              << plural(table.segments, "segment");
    if (table.time) std::cout << ", " << time_text(table.time->min) << " to " << time_text(table.time->max);
    std::cout << '\n';
  }
  std::cout << plural(all.rows, "row") << ", " << bytes_text(all.bytes) << " in " << plural(all.segments, "segment");
  if (!snapshot->state().batches.empty()) std::cout << " (" << snapshot->state().batches.size() << " of them in the log)";
  std::cout << ", read from " << plural(snapshot->state().sources.size(), "file") << '\n';
  if (!holder.empty()) std::cout << harmless(holder) << " writes to it\n";
  return exit_ok;
}

int verify(const std::string& folder) {
  ProgressBar bar;
  const auto report = tables::store::verify_store(folder, [&bar](std::uint64_t done, std::uint64_t total) { bar.show(done, total); });
  bar.clear();
  for (const std::string& damage : report.damages) std::cout << harmless(damage) << '\n';
  for (const std::string& remark : report.remarks) std::cout << "note: " << harmless(remark) << '\n';
  std::cout << plural(report.rows, "row") << " in " << plural(report.segments, "segment") << " and the log, " << bytes_text(report.bytes) << ": ";
  if (report.damages.empty()) {
    std::cout << "sound\n";
    return exit_ok;
  }
  std::cout << plural(report.damages.size(), "damage") << "\n";
  return exit_refused;
}

std::unique_ptr<tables::store::Writer> open_writer(const std::string& folder, const char* command) {
  if (!tables::store::is_store(folder)) throw UsageError(folder + ": there is no store here");
  tables::store::WriterOptions options;
  options.holder = std::string("kelpie store ") + command + ", process " + std::to_string(::getpid()) + ",";
  options.faults = store_faults();
  return std::make_unique<tables::store::Writer>(folder, std::make_shared<const tables::SchemaSet>(tables::entra_schemas()), std::move(options));
}

int compact(const std::string& folder) {
  const auto report = open_writer(folder, "compact")->compact();
  std::cout << plural(report.segments_before, "segment") << " of " << bytes_text(report.bytes_before) << " are " << report.segments_after << " of "
            << bytes_text(report.bytes_after) << " now\n";
  return exit_ok;
}

int retain(const std::string& folder, const std::string& keep, const std::string& now) {
  const std::int64_t age = duration_argument("--keep", keep);
  const std::int64_t end = now.empty() ? ticks_of_clock() : time_argument("--now", now);
  const auto report = open_writer(folder, "retain")->drop_before(end - age);
  std::cout << plural(report.segments, "segment") << " with " << plural(report.rows, "row") << " dropped, " << bytes_text(report.bytes) << '\n';
  return exit_ok;
}

struct StoreArguments {
  std::string folder, format, keep, now;
};

}  // namespace

CommandAction add_store(CLI::App& app, CLI::App*& made) {
  auto arguments = std::make_shared<StoreArguments>();
  made = app.add_subcommand("store", "Look after a store: info, verify, compact, retain");
  made->require_subcommand(1);
  const auto with_folder = [&](CLI::App* command) {
    command->add_option("store", arguments->folder, "The store's folder")->required()->type_name("DIR");
    return command;
  };
  CLI::App* info_command = with_folder(made->add_subcommand("info", "What is in it: tables, rows, bytes, times"));
  info_command->add_option("--format", arguments->format, "table or json");
  CLI::App* verify_command = with_folder(made->add_subcommand("verify", "Read every byte of it, and name what is damaged; exit code 1 then"));
  CLI::App* compact_command = with_folder(made->add_subcommand("compact", "Merge small segments"));
  CLI::App* retain_command = with_folder(made->add_subcommand("retain", "Drop segments of which every event is older than --keep"));
  retain_command->add_option("--keep", arguments->keep, "Age up to which events are kept: 90d")->required()->type_name("AGE");
  retain_command->add_option("--now", arguments->now, "The age's end, instead of the clock")->type_name("DATETIME");
  return [=] {
    if (info_command->parsed()) return info(arguments->folder, arguments->format);
    if (verify_command->parsed()) return verify(arguments->folder);
    if (compact_command->parsed()) return compact(arguments->folder);
    return retain(arguments->folder, arguments->keep, arguments->now);
  };
}

}  // namespace kelpie::plugin
