#include "tables/schema_set.hpp"

#include <algorithm>

#include "tables/additional_fields.hpp"

namespace kelpie::tables {

namespace {

std::string folded(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return result;
}

/// Levenshtein distance.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row[b.size()];
}

}  // namespace

void SchemaSet::add(TableSchema schema) {
  add_additional_fields(schema);
  const auto at = std::lower_bound(schemas_.begin(), schemas_.end(), schema.name,
                                   [](const TableSchema& left, const std::string& name) { return left.name < name; });
  if (at != schemas_.end() && at->name == schema.name) {
    *at = std::move(schema);
  } else {
    schemas_.insert(at, std::move(schema));
  }
  index();
}

void SchemaSet::index() {
  exact_.clear();
  folded_.clear();
  const auto claim = [&](const std::string& name, std::size_t i) {
    if (name.empty()) return;
    exact_.emplace(name, i);
    folded_.emplace(folded(name), i);
  };
  for (std::size_t i = 0; i < schemas_.size(); ++i) claim(schemas_[i].name, i);
  for (std::size_t i = 0; i < schemas_.size(); ++i) claim(schemas_[i].category, i);
  for (std::size_t i = 0; i < schemas_.size(); ++i) {
    for (const std::string& alias : schemas_[i].aliases) claim(alias, i);
  }
}

const TableSchema* SchemaSet::find(std::string_view name) const {
  const auto at = exact_.find(name);
  return at == exact_.end() ? nullptr : &schemas_[at->second];
}

const TableSchema* SchemaSet::find_ignoring_case(std::string_view name) const {
  const auto at = folded_.find(folded(name));
  return at == folded_.end() ? nullptr : &schemas_[at->second];
}

std::vector<std::string> SchemaSet::nearest(std::string_view name, std::size_t count) const {
  constexpr std::size_t longest = 200;
  if (name.size() > longest) return {};
  std::map<std::size_t, std::size_t> best;  // schema -> distance
  const std::string wanted = folded(name);
  for (const auto& [known, i] : folded_) {
    const std::size_t found = distance(wanted, known);
    if (found * 3 > std::max(known.size(), wanted.size())) continue;
    const auto [at, added] = best.emplace(i, found);
    if (!added) at->second = std::min(at->second, found);
  }
  std::vector<std::pair<std::size_t, std::string>> ranked;
  for (const auto& [i, found] : best) ranked.emplace_back(found, schemas_[i].name);
  std::sort(ranked.begin(), ranked.end());
  std::vector<std::string> result;
  for (auto& [found, known] : ranked) {
    if (result.size() < count) result.push_back(std::move(known));
  }
  return result;
}

}  // namespace kelpie::tables
