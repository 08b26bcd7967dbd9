#include <unordered_set>

#include "executor/functions/dynamic/dynamic_functions.hpp"
#include "executor/functions/dynamic/json_path.hpp"
#include "executor/functions/row_kernel.hpp"
#include "executor/functions/scalar_column.hpp"

namespace kelpie::executor {

using tables::DynamicBuilder;
using tables::DynamicKind;
using tables::DynamicView;

namespace {

bool keys(DynamicBuilder& out, DynamicView bag) {
  if (bag.kind() != DynamicKind::bag) return false;
  out.begin_array();
  for (std::size_t i = 0; i < bag.size(); ++i) out.string(bag.key(i));
  out.end_array();
  return true;
}

/// The leftmost bag wins; what is no bag is passed over, and when nothing is one the result is null.
bool merge(DynamicBuilder& out, ScalarColumns columns, std::size_t row) {
  std::vector<DynamicView> bags;
  for (const ScalarColumn& column : columns) {
    if (const DynamicView bag = column.dynamic(row); bag.kind() == DynamicKind::bag) bags.push_back(bag);
  }
  if (bags.empty()) return false;
  std::unordered_set<std::string_view> taken;
  out.begin_bag();
  for (const DynamicView bag : bags) {
    for (std::size_t i = 0; i < bag.size(); ++i) {
      if (!taken.insert(bag.key(i)).second) continue;
      out.key(bag.key(i));
      out.value(bag.value(i));
    }
  }
  out.end_bag();
  return true;
}

bool leads_to_key(DynamicView bag, std::string_view text) {
  const auto path = parse_bag_key(text);
  if (!path) return false;
  for (std::size_t i = 0; i + 1 < path->size(); ++i) bag = bag.find((*path)[i]);
  return has_key(bag, path->back());
}

/// Null when the value is no bag.
std::optional<bool> has_bag_key(DynamicView bag, std::string_view key) {
  if (bag.kind() != DynamicKind::bag) return std::nullopt;
  return key.starts_with('$') ? leads_to_key(bag, key) : has_key(bag, key);
}

/// Keys that are no strings are passed over with their values; values that are missing are null.
bool zip_bag(DynamicBuilder& out, DynamicView names, std::optional<DynamicView> values) {
  if (names.kind() != DynamicKind::array) return false;
  const std::size_t valued = values && values->kind() == DynamicKind::array ? values->size() : 0;
  out.begin_bag();
  for (std::size_t i = 0; i < names.size(); ++i) {
    const DynamicView name = names.element(i);
    if (name.kind() != DynamicKind::string) continue;
    out.key(name.as_string());
    if (i < valued)
      out.value(values->element(i));
    else
      out.null();
  }
  out.end_bag();
  return true;
}

/// Collects the paths of a value below `path`. All elements of an array share the path [0].
class PathCollector {
 public:
  explicit PathCollector(DynamicBuilder& out) : out_(out) {}
  void collect(DynamicView value, std::size_t depth) {
    if (depth > tables::max_dynamic_depth) return;
    const std::size_t length = path_.size();
    for (std::size_t i = 0; i < value.size(); ++i) {
      if (value.kind() == DynamicKind::bag)
        path_.append("['").append(value.key(i)).append("']");
      else
        path_ += "[0]";
      if (seen_.insert(path_).second) out_.string(path_);
      collect(value.kind() == DynamicKind::bag ? value.value(i) : value.element(i), depth + 1);
      path_.resize(length);
    }
  }

 private:
  DynamicBuilder& out_;
  std::string path_;
  std::unordered_set<std::string> seen_;
};

bool tree_paths(DynamicBuilder& out, DynamicView value) {
  if (value.kind() != DynamicKind::bag && value.kind() != DynamicKind::array) return false;
  out.begin_array();
  PathCollector(out).collect(value, 0);
  out.end_array();
  return true;
}

}  // namespace

void add_bag_functions(FunctionRegistry& registry) {
  registry.add(ScalarFunction{.name = "bag_keys",
                              .category = "dynamic",
                              .summary = "Lists the root keys of a property bag.",
                              .example = R"(print bag_keys(dynamic({"user": "ada", "attempts": 3})))",
                              .overloads = {{"(bag:dynamic) -> dynamic", rows(keys)}}});
  registry.add(
      ScalarFunction{.name = "bag_merge",
                     .category = "dynamic",
                     .summary = "Joins property bags into one; of a key that several have, the leftmost value stays.",
                     .example = R"(print bag_merge(dynamic({"a": 1}), dynamic({"a": 2, "b": 3})))",
                     .overloads = {{"(bag:dynamic, other...:dynamic) -> dynamic", columns_to_dynamic(merge)}}});
  registry.add(
      ScalarFunction{.name = "bag_has_key",
                     .category = "dynamic",
                     .summary = "Tells whether a property bag has a key, which may be a path such as $.user.name.",
                     .example = R"(print bag_has_key(dynamic({"user": {"name": "ada"}}), "$.user.name"))",
                     .overloads = {{"(bag:dynamic, key:string) -> boolean", rows(has_bag_key)}}});
  registry.add(ScalarFunction{.name = "bag_zip",
                              .category = "dynamic",
                              .summary = "Makes a property bag of an array of keys and an array of values.",
                              .example = R"(print bag_zip(dynamic(["a", "b"]), dynamic([1, 2])))",
                              .overloads = {{"(keys:dynamic, values:dynamic) -> dynamic", rows(zip_bag)}}});
  registry.add(ScalarFunction{.name = "treepath",
                              .category = "dynamic",
                              .summary = "Lists the paths to everything inside a dynamic value.",
                              .example = R"(print treepath(dynamic({"user": {"name": "ada"}})))",
                              .naming = ResultNaming::prefix_and_first_argument,
                              .prefix = "tree",
                              .overloads = {{"(value:dynamic) -> dynamic", rows(tree_paths)}}});
}

}  // namespace kelpie::executor
