#include "executor/operators/key_parts.hpp"

#include <numeric>

#include "executor/operators/group_keys.hpp"

namespace kelpie::executor {

KeyParts parts_by_key(std::span<const tables::Vector> keys, std::size_t rows) {
  KeyParts parts;
  if (rows == 0) return parts;
  parts.rows.resize(rows);
  if (keys.empty()) {
    std::iota(parts.rows.begin(), parts.rows.end(), 0u);
    parts.begins.push_back(static_cast<std::uint32_t>(rows));
    return parts;
  }
  std::vector<tables::Type> types;
  for (const tables::Vector& key : keys) types.push_back(key.type());
  GroupKeys::Shared shared(types);
  GroupKeys groups(shared);
  std::vector<std::uint32_t> group_of(rows);
  groups.groups(keys, rows, group_of.data());
  // Groups are numbered as they are met; a counting sort keeps the rows of each in order.
  parts.begins.assign(groups.size() + 1, 0);
  for (const std::uint32_t group : group_of) ++parts.begins[group + 1];
  std::partial_sum(parts.begins.begin(), parts.begins.end(), parts.begins.begin());
  std::vector<std::uint32_t> next(parts.begins.begin(), parts.begins.end() - 1);
  for (std::uint32_t row = 0; row < rows; ++row) parts.rows[next[group_of[row]]++] = row;
  return parts;
}

}  // namespace kelpie::executor
