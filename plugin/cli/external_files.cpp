#include "plugin/cli/external_files.hpp"

namespace kelpie::plugin {

std::shared_ptr<const tables::ExternalFiles> external_files_of(const SharedOptions& options) {
  if (options.external.empty()) return nullptr;
  try {
    return std::make_shared<const tables::ExternalFolders>(options.external);
  } catch (const std::runtime_error& wrong) {
    throw UsageError("--external: " + std::string(wrong.what()));
  }
}

}  // namespace kelpie::plugin
