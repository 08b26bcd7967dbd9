#pragma once

#include <memory>
#include <vector>

#include "executor/engine.hpp"
#include "plugin/instance/configuration.hpp"
#include "plugin/instance/host_services.hpp"
#include "tables/schema_set.hpp"

namespace kelpie::plugin {

/// What every engine of an instance shares: functions, watchlists, files that queries may read. Immutable.
class EngineParts {
 public:
  /// Reads what the configuration names; what is worth a word goes to the host's log. `own`: tables that are there beside those of Entra and of the configuration.
  /// Throws PluginError (refused).
  EngineParts(const InstanceConfiguration& configuration, const HostServices& host, std::vector<tables::TableSchema> own = {});

  [[nodiscard]] const std::shared_ptr<const tables::SchemaSet>& schemas() const { return schemas_; }
  /// An engine over a catalog, which must outlive it.
  [[nodiscard]] std::unique_ptr<executor::Engine> engine(const tables::Catalog& catalog) const;

 private:
  std::shared_ptr<const tables::SchemaSet> schemas_;
  std::shared_ptr<const executor::FunctionRegistry> functions_;
  std::shared_ptr<const executor::StoredFunctions> stored_;
  std::shared_ptr<const tables::Watchlists> watchlists_;
  std::shared_ptr<const tables::ExternalFiles> external_;
};

}  // namespace kelpie::plugin
