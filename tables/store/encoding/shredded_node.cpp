#include "tables/store/encoding/shredded_node.hpp"

#include <algorithm>
#include <limits>

namespace kelpie::tables::store {

namespace {

class NodeReader {
 public:
  NodeReader(ByteCursor& cursor, const ShreddedLimits& limits)
      : cursor_(cursor), limits_(limits), values_left_(limits.bytes) {}

  std::unique_ptr<ShreddedNode> read(std::size_t depth) {
    if (depth > deepest_node) throw_damaged("depth of a shredded column", depth, "at most 16");
    if (++nodes_ > most_nodes) throw_damaged("nodes of a shredded column", nodes_, "at most 256");
    auto node = std::make_unique<ShreddedNode>();
    read_forms(*node);
    read_counts(node->values, true);
    if (node->forms.size() > 1) read_column(node->values, Type::long_);
    if (node->forms.empty() && node->values.begins.back() > 0)
      throw_damaged("forms of a shredded node", 0, "one at least, as it has values");
    for (std::size_t kind = 0; kind < form_kinds; ++kind) {
      if (!has_content(static_cast<FormKind>(kind)) || !node->has(static_cast<FormKind>(kind))) continue;
      ShreddedStream& stream = node->contents[kind];
      read_counts(stream, false);
      for (std::size_t block = 0; block < limits_.blocks; ++block) {
        if (stream.size(block) > node->values.size(block))
          throw_damaged("contents of a shredded node", stream.size(block), "no more than its values");
      }
      read_column(stream, content_type(static_cast<FormKind>(kind)));
    }
    if (node->has(FormKind::array)) node->elements = read(depth + 1);
    for (std::size_t i = 0; i < node->keys.size(); ++i) node->children.push_back(read(depth + 1));
    return node;
  }

 private:
  void read_forms(ShreddedNode& node) {
    const std::uint64_t count = cursor_.take_varint("forms of a shredded node", most_forms);
    std::uint32_t highest_key = 0;
    for (std::uint64_t i = 0; i < count; ++i) {
      const auto kind = cursor_.take<std::uint8_t>("kind of a form");
      if (kind >= form_kinds) throw_damaged("kind of a form", kind, "at most 13");
      ShreddedNode::Form form{static_cast<FormKind>(kind), {}};
      if (form.kind == FormKind::bag) {
        for (std::uint64_t keys = cursor_.take_varint("keys of a form", most_nodes); keys > 0; --keys) {
          form.keys.push_back(static_cast<std::uint32_t>(cursor_.take_varint("key of a form", most_nodes)));
          highest_key = std::max(highest_key, form.keys.back() + 1);
        }
      } else if (node.has(form.kind)) {
        throw_damaged("kind of a form", kind, "each once, but bags");
      }
      node.forms.push_back(std::move(form));
    }
    const std::uint64_t keys = cursor_.take_varint("keys of a shredded node", most_nodes);
    if (highest_key > keys) throw_damaged("key of a form", highest_key - 1, "one of its node's");
    for (std::uint64_t i = 0; i < keys; ++i)
      node.keys.push_back(cursor_.take_bytes(cursor_.take_varint("length of a key"), "key"));
  }

  /// Values of a node count against the bytes of their block.
  void read_counts(ShreddedStream& stream, bool of_node) {
    if (limits_.blocks > cursor_.rest().size())
      throw_damaged("values of a shredded node", cursor_.rest().size(), "a number for each block");
    stream.begins.reserve(limits_.blocks + 1);
    stream.begins.push_back(0);
    std::uint64_t sum = 0;
    for (std::size_t block = 0; block < limits_.blocks; ++block) {
      const std::uint64_t count =
          cursor_.take_varint("values of a shredded node", of_node ? values_left_[block] : limits_.bytes[block]);
      if (of_node) values_left_[block] -= count;
      sum += count;
      if (sum > std::numeric_limits<std::uint32_t>::max())
        throw_damaged("values of a shredded node", sum, "less than 2^32");
      stream.begins.push_back(static_cast<std::uint32_t>(sum));
    }
  }

  void read_column(ShreddedStream& stream, Type type) {
    const std::string_view bytes =
        cursor_.take_bytes(cursor_.take_varint("size of a column in a shredded one"), "a column in a shredded one");
    if (!bytes.empty() && bytes.front() == static_cast<char>(EncodingKind::shredded))
      throw_damaged("kind of a column in a shredded one", 7, "0 to 6");
    stream.column = open_column(type, stream.begins.back(), bytes, limits_.owner);
  }

  ByteCursor& cursor_;
  const ShreddedLimits& limits_;
  std::vector<std::uint64_t> values_left_;
  std::size_t nodes_ = 0;
};

}  // namespace

bool ShreddedNode::has(FormKind kind) const {
  return std::any_of(forms.begin(), forms.end(), [kind](const Form& form) { return form.kind == kind; });
}

std::vector<std::uint16_t> ShreddedNode::forms_in(std::size_t block) const {
  std::vector<std::uint16_t> result(values.size(block), 0);
  if (!values.column || result.empty()) return result;
  const Vector read = values.read(block);
  const auto take = [this](std::int64_t form) {
    if (form < 0 || static_cast<std::uint64_t>(form) >= forms.size()) {
      throw_damaged("form of a value", static_cast<std::uint64_t>(form), "one of its node's");
    }
    return static_cast<std::uint16_t>(form);
  };
  const Vector flat = read.flattened();
  if (flat.validity() != nullptr && std::count(flat.validity(), flat.validity() + flat.size(), 0) > 0) {
    throw_damaged("forms of a shredded node", 0, "no null");
  }
  for (std::size_t i = 0; i < result.size(); ++i) result[i] = take(flat.values<std::int64_t>()[i]);
  return result;
}

std::unique_ptr<ShreddedNode> open_shredded_node(ByteCursor& cursor, const ShreddedLimits& limits) {
  return NodeReader(cursor, limits).read(0);
}

}  // namespace kelpie::tables::store
