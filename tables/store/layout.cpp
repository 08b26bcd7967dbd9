#include "tables/store/layout.hpp"

#include <algorithm>
#include <filesystem>

namespace kelpie::tables::store {

std::string Layout::segment(std::uint64_t number) const {
  std::string digits = std::to_string(number);
  digits.insert(0, digits.size() < 10 ? 10 - digits.size() : 0, '0');
  return segments() + "/" + digits + ".seg";
}

std::uint64_t Layout::last_log() const {
  std::uint64_t last = 0;
  std::error_code error;
  for (auto entry = std::filesystem::directory_iterator(log(), error); !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
    last = std::max(last, log_number(entry->path().filename().string()));
  }
  return last;
}

bool is_store_file(std::string_view name) {
  constexpr std::string_view unfinished = ".new";
  if (name.ends_with(unfinished)) name.remove_suffix(unfinished.size());
  if (!name.ends_with(".log") && !name.ends_with(".seg")) return false;
  name.remove_suffix(4);
  return name.size() >= 10 && name.find_first_not_of("0123456789") == std::string_view::npos;
}

std::string foreign_file(const Layout& layout) {
  namespace fs = std::filesystem;
  std::error_code error;
  for (auto entry = fs::directory_iterator(layout.folder, error); !error && entry != fs::directory_iterator(); entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    if (name != "LOCK" && name != "log" && name != "segments") return entry->path().string();
  }
  for (const std::string& folder : {layout.log(), layout.segments()}) {
    for (auto entry = fs::directory_iterator(folder, error); !error && entry != fs::directory_iterator(); entry.increment(error)) {
      if (!is_store_file(entry->path().filename().string())) return entry->path().string();
    }
    error.clear();
  }
  return {};
}

std::unique_ptr<LoggedState> read_state(const Layout& layout, std::uint64_t log) {
  const auto file = MappedFile::open(layout.log(log));
  if (!file) return nullptr;
  auto logged = std::make_unique<LoggedState>();
  logged->end = read_log(file->bytes(), file->path(), [&](const Change& change, std::uint64_t sequence) { logged->state.apply(change, sequence, file); });
  return logged;
}

}  // namespace kelpie::tables::store
