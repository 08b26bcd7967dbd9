#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "tables/dynamic.hpp"
#include "tables/store/encoding/shredded_form.hpp"
#include "tables/vector.hpp"

namespace kelpie::tables::store {

/// Takes dynamic values apart, one after another. Texts stay where the values lie, which must outlive it. Not
/// thread-safe.
class ShredBuilder {
 public:
  ShredBuilder();
  ~ShredBuilder();
  ShredBuilder(const ShredBuilder&) = delete;
  ShredBuilder& operator=(const ShredBuilder&) = delete;

  /// Before the first value of each block.
  void begin_block();
  void add(DynamicView value);
  void add_missing();
  /// Appends the root node (shredded_form.hpp).
  void append_to(std::string& out) const;

 private:
  struct Node;

  void add(Node& node, DynamicView value);
  void add_bag(Node& node, DynamicView value);
  std::size_t bag_form(Node& node, DynamicView value);
  std::size_t make_bag_form(Node& node, DynamicView value);
  Node* make_node(std::size_t depth);
  static bool matches(const Node& node, std::size_t form, DynamicView value);
  static void append(std::string& out, const Node& node);

  std::vector<std::unique_ptr<Node>> nodes_;  // the root first
  std::size_t blocks_ = 0;
};

}  // namespace kelpie::tables::store
