#pragma once

#include "plugin/cli/session.hpp"
#include "tables/schema_set.hpp"

namespace kelpie::plugin {

/// The built-in tables and those of --schemas. Tells on standard error what there is to say of the files; UsageError when one is refused.
[[nodiscard]] tables::SchemaSet schemas_of(const SharedOptions& options);

}  // namespace kelpie::plugin
