#pragma once

#include <optional>
#include <string>
#include <vector>

namespace kelpie::plugin {

/// Why others than root and this process's user could change what is read of `path`, a file or a folder of rules,
/// schemas or stored functions: one of the .yaml, .yml and .kql files below it, a folder that one of them is in, or a
/// symbolic link on the way. A sentence without a full stop that names the path, its mode and owner, and what to do.
/// Nothing: nobody could, or there is no such path (whoever reads it says so). The judgement is that of
/// kelpie_trusted_path() (plugin/abi/kelpie_load.h). Thread-safe.
[[nodiscard]] std::optional<std::string> why_not_trusted(const std::string& path);
/// Of the first of the paths that is not trusted.
[[nodiscard]] std::optional<std::string> why_not_trusted(const std::vector<std::string>& paths);

}  // namespace kelpie::plugin
