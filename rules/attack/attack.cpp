#include "rules/attack/attack.hpp"

#include <algorithm>
#include <stdexcept>

#include "rules/attack/detail/technique_table.hpp"
#include "rules/tactics.hpp"

namespace kelpie::rules {

namespace {

std::string_view cut(std::string_view& rest, std::string_view at) {
  const std::size_t end = rest.find(at);
  const std::string_view head = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + at.size());
  return head;
}

std::vector<std::string_view> tactics_of(std::string_view list) {
  std::vector<std::string_view> tactics;
  while (!list.empty()) {
    const auto tactic = tactic_named(cut(list, ", "));
    if (!tactic) throw std::logic_error("techniques.txt names a tactic that is none");
    tactics.push_back(*tactic);
  }
  return tactics;
}

/// A line of attack/techniques.txt, whose head says what the forms are. `parent` is the last technique that has no
/// point in its id.
Technique read_line(std::string_view line, const Technique& parent) {
  Technique technique;
  if (line.starts_with("  .")) {
    line.remove_prefix(2);
    technique = parent;
    technique.id += cut(line, " ");
    technique.name = line;
    return technique;
  }
  technique.id = cut(line, " ");
  if (line.starts_with("> ")) {
    technique.status = TechniqueStatus::revoked;
    technique.replaced_by = line.substr(2);
  } else if (line.find(" !") != std::string_view::npos) {
    technique.status = TechniqueStatus::deprecated;
    technique.name = cut(line, " !");
    if (!line.empty()) technique.replaced_by = line.substr(1);
  } else {
    technique.name = cut(line, ": ");
    technique.tactics = tactics_of(line);
  }
  return technique;
}

std::vector<Technique> read_table() {
  std::vector<Technique> techniques;
  Technique parent;
  std::string_view rest = detail::technique_table();
  while (!rest.empty()) {
    const std::string_view line = cut(rest, "\n");
    if (line.empty() || line.front() == '#') continue;
    techniques.push_back(read_line(line, parent));
    if (line.front() != ' ') parent = techniques.back();
  }
  std::sort(techniques.begin(), techniques.end(), [](const Technique& a, const Technique& b) { return a.id < b.id; });
  return techniques;
}

}  // namespace

std::string_view attack_version() {
  constexpr std::string_view before = "MITRE ATT&CK ";
  std::string_view head = detail::technique_table();
  head.remove_prefix(head.find(before) + before.size());
  return head.substr(0, head.find(','));
}

std::span<const Technique> all_techniques() {
  static const std::vector<Technique> techniques = read_table();
  return techniques;
}

const Technique* technique_named(std::string_view id) {
  const auto all = all_techniques();
  const auto at = std::lower_bound(all.begin(), all.end(), id, [](const Technique& technique, std::string_view wanted) {
    return technique.id < wanted;
  });
  return at != all.end() && at->id == id ? &*at : nullptr;
}

}  // namespace kelpie::rules
