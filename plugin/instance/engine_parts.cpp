#include "plugin/instance/engine_parts.hpp"

#include <filesystem>

#include "executor/functions/builtin.hpp"
#include "executor/functions/ip/location_database.hpp"
#include "plugin/instance/plugin_error.hpp"
#include "tables/entra_schemas.hpp"
#include "tables/schema_folder.hpp"

namespace kelpie::plugin {

namespace {

std::shared_ptr<const tables::SchemaSet> read_schemas(const std::vector<std::string>& paths, const HostServices& host,
                                                      std::vector<tables::TableSchema> own) {
  auto schemas = std::make_shared<tables::SchemaSet>(tables::entra_schemas());
  for (tables::TableSchema& one : own) schemas->add(std::move(one));
  const tables::SchemaFilesReport report = tables::add_schema_files(*schemas, paths);
  std::vector<DetailEntry> entries;
  std::string message;
  for (const tables::SchemaFinding& finding : report.findings) {
    const bool error = finding.kind == tables::SchemaFinding::Kind::error;
    entries.push_back(
        {"KI002",
         error ? parser::Severity::error : parser::Severity::warning,
         finding.message,
         {},
         {finding.file, static_cast<std::uint32_t>(finding.line), static_cast<std::uint32_t>(finding.column)}});
    if (error)
      message += (message.empty() ? "" : "\n") + tables::text_of(finding);
    else
      host.log(finding.kind == tables::SchemaFinding::Kind::note ? KELPIE_LOG_INFO : KELPIE_LOG_WARNING,
               tables::text_of(finding));
  }
  if (report.has_errors())
    throw PluginError(KELPIE_REFUSED, "schemas: " + message, entries.front().place, detail_json(entries));
  return schemas;
}

std::shared_ptr<const executor::StoredFunctions> read_functions(const std::vector<std::string>& paths) {
  if (paths.empty()) return executor::built_in_functions();
  auto functions = std::make_shared<executor::StoredFunctions>(executor::make_stored_functions());
  std::string message;
  for (const std::string& path : paths) {
    if (!std::filesystem::exists(path))
      throw PluginError(KELPIE_REFUSED, "functions: there is no file or folder '" + path + "'");
    const executor::FunctionDiagnostics told = executor::add_function_files(path, *functions);
    if (!executor::has_errors(told)) continue;
    for (const executor::FunctionDiagnostic& one : told) message += executor::render(one);
  }
  if (!message.empty()) throw PluginError(KELPIE_REFUSED, "functions:\n" + message);
  return functions;
}

/// What a constructor of files refuses, as the configuration's fault.
template <typename Make>
auto made(const char* key, const Make& make) {
  try {
    return make();
  } catch (const std::runtime_error& wrong) {
    throw PluginError(KELPIE_REFUSED, std::string(key) + ": " + wrong.what());
  }
}

}  // namespace

EngineParts::EngineParts(const InstanceConfiguration& configuration, const HostServices& host, std::vector<tables::TableSchema> own)
    : schemas_(read_schemas(configuration.schemas, host, std::move(own))), stored_(read_functions(configuration.functions)) {
  executor::FunctionResources resources;
  if (!configuration.maxmind.empty())
    resources = {
        made("maxmind", [&] { return std::make_shared<const executor::LocationDatabase>(configuration.maxmind); })};
  functions_ = executor::make_builtin_registry(std::move(resources));
  if (!configuration.watchlists.empty())
    watchlists_ =
        made("watchlists", [&] { return std::make_shared<const tables::Watchlists>(configuration.watchlists); });
  if (!configuration.external.empty())
    external_ =
        made("external", [&] { return std::make_shared<const tables::ExternalFolders>(configuration.external); });
}

std::unique_ptr<executor::Engine> EngineParts::engine(const tables::Catalog& catalog) const {
  return std::make_unique<executor::Engine>(catalog, functions_, stored_, watchlists_, external_);
}

}  // namespace kelpie::plugin
