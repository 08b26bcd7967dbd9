#pragma once

#include <memory>

#include "plugin/cli/session.hpp"

namespace kelpie::plugin {

/// What queries may read with externaldata: the files of --external; nullptr without it. UsageError when there is no
/// such folder.
[[nodiscard]] std::shared_ptr<const tables::ExternalFiles> external_files_of(const SharedOptions& options);

}  // namespace kelpie::plugin
