#include "rules/findings/baseline.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <tuple>

#include <fmt/format.h>

#include "tables/dynamic.hpp"

namespace kelpie::rules {

namespace {

constexpr std::int64_t version = 1;
constexpr std::size_t largest_file = 64u * 1024 * 1024;

std::filesystem::path folder_of(const std::string& path) {
  std::error_code failure;
  return std::filesystem::absolute(path, failure).parent_path();
}

/// A path as the baseline of a folder has it.
std::string from_folder(const std::filesystem::path& folder, const std::string& path) {
  std::error_code failure;
  return std::filesystem::absolute(path, failure)
      .lexically_normal()
      .lexically_proximate(folder.lexically_normal())
      .generic_string();
}

std::string text_under(tables::DynamicView entry, std::string_view key) {
  const tables::DynamicView value = entry.find(key);
  return value.kind() == tables::DynamicKind::string ? std::string(value.as_string()) : std::string();
}

BaselineReading refused(std::string problem) { return {{}, std::move(problem)}; }

}  // namespace

BaselineReading read_baseline(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  std::error_code failure;
  const auto size = std::filesystem::file_size(path, failure);
  if (!stream || failure)
    return refused(fmt::format("the baseline '{}' cannot be read; --write-baseline {} makes it", path, path));
  if (size > largest_file)
    return refused(fmt::format("the baseline '{}' has {} bytes; at most {} are read", path, size, largest_file));
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  const auto json = tables::parse_json(text);
  const tables::DynamicView document = json ? tables::DynamicView(*json) : tables::DynamicView();
  const tables::DynamicView entries = document.find("findings");
  if (entries.kind() != tables::DynamicKind::array) {
    return refused(fmt::format(
        "'{}' is no baseline: a JSON object with \"version\" and \"findings\" is expected; --write-baseline makes one",
        path));
  }
  const tables::DynamicView written = document.find("version");
  if (written.kind() != tables::DynamicKind::long_ || written.as_integer() != version) {
    return refused(
        fmt::format("the baseline '{}' is not of version {}; make it anew with --write-baseline", path, version));
  }
  BaselineReading reading;
  reading.baseline.path = path;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const tables::DynamicView entry = entries.element(i);
    BaselineEntry one{text_under(entry, "fingerprint"), text_under(entry, "code"), text_under(entry, "file"),
                      text_under(entry, "rule"),        text_under(entry, "key"),  text_under(entry, "message")};
    if (one.fingerprint.empty())
      return refused(fmt::format("entry {} of the baseline '{}' has no fingerprint; make it anew with --write-baseline",
                                 i + 1, path));
    reading.baseline.entries.push_back(std::move(one));
  }
  return reading;
}

std::string baseline_text(const std::vector<Finding>& findings, const std::string& path) {
  const std::filesystem::path folder = folder_of(path);
  std::vector<BaselineEntry> entries;
  for (const Finding& finding : findings) {
    if (finding.state == FindingState::suppressed || finding.diagnostic.source == nullptr) continue;
    const Place* key = place_of(finding, PlaceKind::key);
    entries.push_back({finding.fingerprint, finding.diagnostic.diagnostic.code,
                       from_folder(folder, finding.diagnostic.source->path), finding.rule_id,
                       key == nullptr ? std::string() : key->name, finding.diagnostic.diagnostic.message});
  }
  std::sort(entries.begin(), entries.end(), [](const BaselineEntry& a, const BaselineEntry& b) {
    return std::tie(a.file, a.code, a.key, a.fingerprint) < std::tie(b.file, b.code, b.key, b.fingerprint);
  });
  std::string text = fmt::format("{{\n  \"version\": {},\n  \"findings\": [", version);
  for (const BaselineEntry& entry : entries) {
    tables::DynamicBuilder builder;
    builder.begin_bag();
    for (const auto& [key, value] : {std::pair{"fingerprint", &entry.fingerprint},
                                     {"code", &entry.code},
                                     {"file", &entry.file},
                                     {"rule", &entry.rule},
                                     {"key", &entry.key},
                                     {"message", &entry.message}}) {
      builder.key(key);
      builder.string(*value);
    }
    builder.end_bag();
    text += fmt::format("{}\n    {}", &entry == &entries.front() ? "" : ",",
                        tables::to_json(tables::DynamicView(builder.bytes())));
  }
  return text + (entries.empty() ? "]\n}\n" : "\n  ]\n}\n");
}

std::vector<BaselineEntry> apply(const Baseline& baseline, const std::vector<std::string>& files,
                                 std::vector<Finding>& findings) {
  std::set<std::string_view> known;
  for (const BaselineEntry& entry : baseline.entries) known.insert(entry.fingerprint);
  std::set<std::string> occur;
  for (Finding& finding : findings) {
    if (finding.state == FindingState::suppressed || known.count(finding.fingerprint) == 0) continue;
    finding.state = FindingState::in_baseline;
    occur.insert(finding.fingerprint);
  }
  const std::filesystem::path folder = folder_of(baseline.path);
  std::set<std::string> read;
  for (const std::string& file : files) read.insert(from_folder(folder, file));
  std::vector<BaselineEntry> obsolete;
  for (const BaselineEntry& entry : baseline.entries) {
    std::error_code failure;
    const bool looked_at = read.count(entry.file) > 0 || !std::filesystem::exists(folder / entry.file, failure);
    if (looked_at && occur.count(entry.fingerprint) == 0) obsolete.push_back(entry);
  }
  return obsolete;
}

}  // namespace kelpie::rules
