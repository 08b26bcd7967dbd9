#pragma once

#include "tables/store/files.hpp"

namespace kelpie::plugin {

/// For tests of what a store survives: KELPIE_STORE_FAULT=NUMBER:ACTION makes the request of that number (from 1) to the file system fail or kills the
/// process at it; ACTION is fail, kill-before, kill-within or kill-after. KELPIE_STORE_FAULT=count tells on standard error how many requests
/// there were. Without the variable: no hook. Throws UsageError.
[[nodiscard]] tables::store::FaultHook store_faults();

}  // namespace kelpie::plugin
