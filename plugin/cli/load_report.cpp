#include <algorithm>
#include <iostream>

#include "plugin/cli/session.hpp"
#include "plugin/output/terminal.hpp"

namespace kelpie::plugin {

void tell(const tables::LoadReport& report) {
  constexpr std::size_t most = 20;
  for (std::size_t i = 0; i < report.first_rejected.size() && i < most; ++i) {
    const tables::RejectedRecord& rejected = report.first_rejected[i];
    std::cerr << harmless(rejected.file);
    if (rejected.line > 0) std::cerr << ":" << rejected.line;
    else if (rejected.offset > 0) std::cerr << ", byte " << rejected.offset;
    std::cerr << ": refused: " << harmless(rejected.reason) << '\n';
  }
  if (report.rejected > most) std::cerr << "... and " << report.rejected - std::min<std::uint64_t>(most, report.first_rejected.size()) << " more\n";
  if (report.rejected > 0) {
    std::uint64_t rows = 0;
    for (const auto& [table, count] : report.rows) rows += count;
    std::cerr << report.rejected << " refused, " << rows << " rows kept\n";
  }
  for (const tables::UnreadableValues& values : report.unreadable) {
    std::cerr << "warning: " << values.table << "." << harmless(values.column) << ": " << values.count << " value(s) could not be read, such as \""
              << shortened(harmless(values.example), 60) << "\"; they are null\n";
  }
  if (report.repaired > 0) std::cerr << "warning: " << report.repaired << " record(s) held bytes that are no UTF-8; they read U+FFFD now\n";
}

}  // namespace kelpie::plugin
