#include "plugin/cli/written_file.hpp"

#include <filesystem>
#include <fstream>

#include "plugin/cli/session.hpp"

namespace kelpie::plugin {

void replace_file(const std::string& file, const std::string& text) {
  std::error_code failure;
  std::filesystem::path target = std::filesystem::canonical(file, failure);  // a link stays one
  const bool replaces = !failure;
  if (!replaces) target = file;
  std::filesystem::path fresh = target;
  fresh += ".written";
  {
    std::ofstream out(fresh, std::ios::binary | std::ios::trunc);
    out << text;
    out.close();
    if (!out) {
      std::filesystem::remove(fresh, failure);
      throw UsageError("'" + file + "' cannot be written; it is as it was");
    }
  }
  failure.clear();
  if (replaces) std::filesystem::permissions(fresh, std::filesystem::status(target).permissions(), failure);
  std::filesystem::rename(fresh, target, failure);
  if (!failure) return;
  const std::string why = failure.message();
  std::filesystem::remove(fresh, failure);
  throw UsageError("'" + file + "' cannot be written (" + why + "); it is as it was");
}

}  // namespace kelpie::plugin
