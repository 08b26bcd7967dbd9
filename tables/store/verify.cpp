#include "tables/store/verify.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "tables/damaged_data.hpp"
#include "tables/store/layout.hpp"
#include "tables/store/lock.hpp"
#include "tables/store/segment_image.hpp"
#include "tables/store/store_error.hpp"

namespace kelpie::tables::store {

namespace {

namespace fs = std::filesystem;

std::vector<std::string> files_of(const std::string& folder) {
  std::vector<std::string> files;
  std::error_code error;
  for (auto entry = fs::directory_iterator(folder, error); !error && entry != fs::directory_iterator(); entry.increment(error)) {
    files.push_back(entry->path().filename().string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

/// Checks one run of segment bytes; what is wrong goes to the report.
template <typename F>
void check(VerifyReport& report, F&& f) {
  try {
    f();
  } catch (const std::runtime_error& error) {
    report.damages.emplace_back(error.what());
  }
}

void check_segment(const Layout& layout, const SegmentEntry& entry, VerifyReport& report) {
  const std::string path = layout.segment(entry.number);
  const auto file = MappedFile::open(path);
  if (!file) {
    // A writer may have merged it away since the log was read.
    const auto now = read_state(layout, layout.last_log());
    if (now && !now->state.segments.contains(entry.number)) return;
    report.damages.push_back(path + ": is missing; it held " + std::to_string(entry.rows) + " rows of " + entry.table);
    return;
  }
  check(report, [&] {
    const SegmentImage image(file->bytes(), path);
    if (image.rows() != entry.rows || image.table() != entry.table || file->bytes().size() != entry.bytes)
      throw DamagedData(path + ": damaged: it is not the segment that the log names");
    image.verify();
  });
  ++report.segments;
  report.rows += entry.rows;
  report.bytes += entry.bytes;
}

void check_lock(const Layout& layout, VerifyReport& report) {
  if (!lock_holder(layout.lock()).empty()) return;
  std::ifstream file(layout.lock(), std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  // A writer that was killed leaves its line; it begins as every holder's does.
  if (!text.empty() && !is_holder_line(text)) report.damages.push_back(layout.lock() + ": damaged: it does not say who held it; it may be removed");
}

}  // namespace

VerifyReport verify_store(const std::string& folder, const std::function<void(std::uint64_t, std::uint64_t)>& progress) {
  const Layout layout{folder};
  VerifyReport report;
  const std::uint64_t last = layout.last_log();
  if (last == 0) throw StoreError(folder + ": there is no store here");
  std::unique_ptr<LoggedState> logged;
  check(report, [&] { logged = read_state(layout, layout.last_log()); });
  if (!logged) {
    if (report.damages.empty()) report.damages.push_back(layout.log(last) + ": is missing");
    return report;
  }
  if (logged->end.torn) report.remarks.push_back(layout.log(logged->end.number) + ": ends in a record that was not finished; nobody was told that it is there");
  const State& state = logged->state;
  std::uint64_t total = 0;
  std::uint64_t done = 0;
  for (const auto& [number, entry] : state.segments) total += entry.bytes;
  for (const LogBatch& batch : state.batches) {
    check(report, [&] {
      const SegmentImage image(batch.bytes, layout.log(logged->end.number) + ", record " + std::to_string(batch.sequence));
      image.verify();
      report.rows += image.rows();
    });
    report.bytes += batch.bytes.size();
  }
  std::set<std::string> known;
  for (const auto& segment : state.segments) {
    const SegmentEntry& entry = segment.second;
    known.insert(fs::path(layout.segment(entry.number)).filename().string());
    check(report, [&] { check_segment(layout, entry, report); });
    done += entry.bytes;
    if (progress) progress(done, total);
  }
  const bool writing = !lock_holder(layout.lock()).empty();
  for (const std::string& file : files_of(layout.segments())) {
    if (!known.contains(file) && !writing) report.remarks.push_back(layout.segments() + "/" + file + (is_store_file(file) ? ": belongs to no table; the next writer removes it" : ": is no part of the store"));
  }
  for (const std::string& file : files_of(layout.log())) {
    if (file != log_name(logged->end.number) && !writing) report.remarks.push_back(layout.log() + "/" + file + (is_store_file(file) ? ": is not the log; the next writer removes it" : ": is no part of the store"));
  }
  check_lock(layout, report);
  return report;
}

}  // namespace kelpie::tables::store
