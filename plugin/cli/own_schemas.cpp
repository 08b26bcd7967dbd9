#include "plugin/cli/own_schemas.hpp"

#include <iostream>

#include "tables/entra_schemas.hpp"
#include "tables/schema_folder.hpp"

namespace kelpie::plugin {

tables::SchemaSet schemas_of(const SharedOptions& options) {
  tables::SchemaSet schemas = tables::entra_schemas();
  const tables::SchemaFilesReport report = tables::add_schema_files(schemas, options.schemas);
  for (const tables::SchemaFinding& finding : report.findings) std::cerr << harmless(tables::text_of(finding)) << '\n';
  if (report.has_errors()) throw UsageError("--schemas: not all of the schema files can be used, so nothing was done");
  return schemas;
}

}  // namespace kelpie::plugin
