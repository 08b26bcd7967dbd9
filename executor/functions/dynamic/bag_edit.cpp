#include <algorithm>
#include <span>
#include <unordered_map>

#include "executor/functions/dynamic/dynamic_functions.hpp"
#include "executor/functions/dynamic/json_path.hpp"
#include "executor/functions/row_kernel.hpp"
#include "executor/functions/scalar_column.hpp"

namespace kelpie::executor {

using tables::DynamicBuilder;
using tables::DynamicKind;
using tables::DynamicView;

namespace {

using KeyPath = std::vector<std::string>;

/// Writes `bag` with `value` under the path; bags on the way that are missing, or are something else, are made. As deep
/// as the path is long.
void write_with(DynamicBuilder& out, DynamicView bag, std::span<const std::string> path, DynamicView value) {
  const std::string& key = path.front();
  const auto write_changed = [&](DynamicView old) {
    out.key(key);
    if (path.size() == 1)
      out.value(value);
    else
      write_with(out, old, path.subspan(1), value);
  };
  bool written = false;
  out.begin_bag();
  for (std::size_t i = 0; bag.kind() == DynamicKind::bag && i < bag.size(); ++i) {
    if (bag.key(i) == key) {
      write_changed(bag.value(i));
      written = true;
    } else {
      out.key(bag.key(i));
      out.value(bag.value(i));
    }
  }
  if (!written) write_changed({});
  out.end_bag();
}

bool set_key(DynamicBuilder& out, ScalarColumns columns, std::size_t row) {
  const DynamicView bag = columns[0].dynamic(row);
  if (bag.kind() != DynamicKind::bag) return false;
  const auto path = parse_bag_key(columns[1].get<std::string_view>(row));
  if (!path) return false;
  std::string scratch;
  write_with(out, bag, *path, columns[2].view(row, scratch));
  return true;
}

/// Writes `bag` without what the paths lead to; all of them are at `depth` in it. As deep as the longest path.
void write_without(DynamicBuilder& out, DynamicView bag, const std::vector<const KeyPath*>& paths, std::size_t depth) {
  std::unordered_map<std::string_view, std::vector<const KeyPath*>> by_key;
  for (const KeyPath* path : paths) by_key[(*path)[depth]].push_back(path);
  const auto ends_here = [&](const KeyPath* path) { return path->size() == depth + 1; };
  out.begin_bag();
  for (std::size_t i = 0; i < bag.size(); ++i) {
    const auto found = by_key.find(bag.key(i));
    if (found != by_key.end() && std::any_of(found->second.begin(), found->second.end(), ends_here)) continue;
    out.key(bag.key(i));
    if (found == by_key.end() || bag.value(i).kind() != DynamicKind::bag)
      out.value(bag.value(i));
    else
      write_without(out, bag.value(i), found->second, depth + 1);
  }
  out.end_bag();
}

bool remove_keys(DynamicBuilder& out, DynamicView bag, std::optional<DynamicView> names) {
  if (bag.kind() != DynamicKind::bag) return false;
  std::vector<KeyPath> paths;
  for (std::size_t i = 0; names && names->kind() == DynamicKind::array && i < names->size(); ++i) {
    if (names->element(i).kind() != DynamicKind::string) continue;
    if (auto path = parse_bag_key(names->element(i).as_string())) paths.push_back(std::move(*path));
  }
  std::vector<const KeyPath*> all;
  for (const KeyPath& path : paths) all.push_back(&path);
  write_without(out, bag, all, 0);
  return true;
}

}  // namespace

void add_bag_edit_functions(FunctionRegistry& registry) {
  registry.add(ScalarFunction{
      .name = "bag_set_key",
      .category = "dynamic",
      .summary = "Gives a property bag with a value under a key, which may be a path such as $.user.name.",
      .example = R"(print bag_set_key(dynamic({"user": {"name": "ada"}}), "$.user.age", 36))",
      .overloads = {{"(bag:dynamic, const key:string, value:scalar) -> dynamic", columns_to_dynamic(set_key)}}});
  registry.add(ScalarFunction{
      .name = "bag_remove_keys",
      .category = "dynamic",
      .summary = "Gives a property bag without the keys of an array; a key may be a path such as $.user.name.",
      .example = R"(print bag_remove_keys(dynamic({"a": 1, "b": {"c": 2, "d": 3}}), dynamic(["a", "$.b.c"])))",
      .overloads = {{"(bag:dynamic, keys:dynamic) -> dynamic", rows(remove_keys)}}});
}

}  // namespace kelpie::executor
