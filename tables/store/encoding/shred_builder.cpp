#include "tables/store/encoding/shred_builder.hpp"

#include <algorithm>

#include "tables/store/encoding/byte_cursor.hpp"
#include "tables/store/encoding/choice.hpp"

namespace kelpie::tables::store {

namespace {

constexpr std::uint16_t no_form = UINT16_MAX;

struct Form {
  FormKind kind = FormKind::null;
  std::vector<std::uint32_t> keys;  // of a bag
};

/// The contents of one kind, in the vector that suits it.
struct Contents {
  std::vector<std::int64_t> integers;
  std::vector<double> reals;
  std::vector<Decimal> decimals;
  std::vector<Guid> guids;
  std::vector<std::string_view> texts;

  [[nodiscard]] std::size_t size() const {
    return integers.size() + reals.size() + decimals.size() + guids.size() + texts.size();
  }

  [[nodiscard]] Vector as_vector(Type type) const {
    return with_physical(physical_of(type), [&]<typename T>(T*) {
      if constexpr (std::is_same_v<T, std::int64_t>) {
        return Vector::flat(type, integers.size(), integers.data(), nullptr, nullptr);
      } else if constexpr (std::is_same_v<T, double>) {
        return Vector::flat(type, reals.size(), reals.data(), nullptr, nullptr);
      } else if constexpr (std::is_same_v<T, Decimal>) {
        return Vector::flat(type, decimals.size(), decimals.data(), nullptr, nullptr);
      } else if constexpr (std::is_same_v<T, Guid>) {
        return Vector::flat(type, guids.size(), guids.data(), nullptr, nullptr);
      } else {
        return Vector::flat(type, texts.size(), texts.data(), nullptr, nullptr);
      }
    });
  }
};

/// Values of each block, from where the block begins in the stream.
void append_counts(std::string& out, const std::vector<std::size_t>& begins, std::size_t size) {
  for (std::size_t i = 0; i < begins.size(); ++i)
    append_varint(out, (i + 1 < begins.size() ? begins[i + 1] : size) - begins[i]);
}

void append_column(std::string& out, const Vector& column) {
  std::string bytes;
  encode_unshredded(column, bytes);
  append_varint(out, bytes.size());
  out += bytes;
}

}  // namespace

struct ShredBuilder::Node {
  std::size_t depth = 0;
  std::vector<Form> forms;
  std::array<std::uint16_t, form_kinds> form_of_kind;
  std::vector<std::uint16_t> form_of_value;
  std::array<Contents, form_kinds> contents;
  std::vector<std::size_t> begins;
  std::array<std::vector<std::size_t>, form_kinds> content_begins;
  Node* elements = nullptr;
  std::vector<std::string_view> keys;
  std::vector<Node*> children;  // one for each key
  std::unordered_map<std::string_view, std::uint32_t> key_numbers;
  std::unordered_map<std::string, std::uint16_t> bag_forms;  // by their keys, each behind its length
  std::uint16_t last_bag_form = no_form;
  bool full = false;  // no new form of a bag is made

  Contents& put(FormKind kind) {
    std::uint16_t& form = form_of_kind[static_cast<std::size_t>(kind)];
    if (form == no_form) {
      form = static_cast<std::uint16_t>(forms.size());
      forms.push_back({kind, {}});
    }
    form_of_value.push_back(form);
    return contents[static_cast<std::size_t>(kind)];
  }
};

ShredBuilder::ShredBuilder() { make_node(0); }
ShredBuilder::~ShredBuilder() = default;

ShredBuilder::Node* ShredBuilder::make_node(std::size_t depth) {
  auto node = std::make_unique<Node>();
  node->depth = depth;
  node->form_of_kind.fill(no_form);
  node->begins.assign(blocks_, 0);
  for (auto& begins : node->content_begins) begins.assign(blocks_, 0);
  nodes_.push_back(std::move(node));
  return nodes_.back().get();
}

void ShredBuilder::begin_block() {
  ++blocks_;
  for (const auto& node : nodes_) {
    node->begins.push_back(node->form_of_value.size());
    for (std::size_t kind = 0; kind < form_kinds; ++kind)
      node->content_begins[kind].push_back(node->contents[kind].size());
  }
}

void ShredBuilder::add(DynamicView value) { add(*nodes_.front(), value); }
void ShredBuilder::add_missing() { nodes_.front()->put(FormKind::missing); }

void ShredBuilder::add(Node& node, DynamicView value) {
  const FormKind kind = static_cast<FormKind>(layout::tag_of(value.bytes()));
  switch (kind) {
    case FormKind::long_:
    case FormKind::datetime:
    case FormKind::timespan:
      node.put(kind).integers.push_back(value.as_integer());
      return;
    case FormKind::real:
      node.put(kind).reals.push_back(value.as_real());
      return;
    case FormKind::string:
      node.put(kind).texts.push_back(value.as_string());
      return;
    case FormKind::guid:
      node.put(kind).guids.push_back(value.as_guid());
      return;
    case FormKind::decimal:
      node.put(kind).decimals.push_back(value.as_decimal());
      return;
    case FormKind::bag:
      return add_bag(node, value);
    case FormKind::array:
      break;
    default:
      node.put(kind);
      return;
  }
  const std::size_t count = value.size();
  if (node.elements == nullptr && node.depth < deepest_node && nodes_.size() < most_nodes)
    node.elements = make_node(node.depth + 1);
  if (node.elements == nullptr || count > most_elements) {
    node.put(FormKind::whole).texts.push_back(value.bytes());
    return;
  }
  node.put(FormKind::array).integers.push_back(static_cast<std::int64_t>(count));
  for (std::size_t i = 0; i < count; ++i) add(*node.elements, value.element(i));
}

void ShredBuilder::add_bag(Node& node, DynamicView value) {
  const std::size_t form = bag_form(node, value);
  if (form == no_form) {
    node.put(FormKind::whole).texts.push_back(value.bytes());
    return;
  }
  node.form_of_value.push_back(static_cast<std::uint16_t>(form));
  // By number: another form of the node cannot come, but the vector of forms could move.
  const std::size_t count = node.forms[form].keys.size();
  for (std::size_t i = 0; i < count; ++i) add(*node.children[node.forms[form].keys[i]], value.value(i));
}

bool ShredBuilder::matches(const Node& node, std::size_t form, DynamicView value) {
  const std::vector<std::uint32_t>& keys = node.forms[form].keys;
  if (keys.size() != value.size()) return false;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (node.keys[keys[i]] != value.key(i)) return false;
  }
  return true;
}

std::size_t ShredBuilder::bag_form(Node& node, DynamicView value) {
  if (node.last_bag_form != no_form && matches(node, node.last_bag_form, value)) return node.last_bag_form;
  if (node.depth >= deepest_node || value.size() > most_nodes) return no_form;
  std::string name;
  for (std::size_t i = 0; i < value.size(); ++i) {
    append_varint(name, value.key(i).size());
    name += value.key(i);
  }
  if (const auto found = node.bag_forms.find(name); found != node.bag_forms.end())
    return node.last_bag_form = found->second;
  const std::size_t form = node.full ? no_form : make_bag_form(node, value);
  if (form == no_form) {
    node.full = true;
    return form;
  }
  node.bag_forms.emplace(std::move(name), static_cast<std::uint16_t>(form));
  return node.last_bag_form = static_cast<std::uint16_t>(form);
}

std::size_t ShredBuilder::make_bag_form(Node& node, DynamicView value) {
  // Room for the kinds, each of which may become a form.
  if (node.forms.size() + form_kinds > most_forms) return no_form;
  std::size_t unknown = 0;
  for (std::size_t i = 0; i < value.size(); ++i) unknown += node.key_numbers.contains(value.key(i)) ? 0 : 1;
  if (nodes_.size() + unknown > most_nodes) return no_form;
  Form form{FormKind::bag, {}};
  for (std::size_t i = 0; i < value.size(); ++i) {
    const std::string_view key = value.key(i);
    const auto [found, added] = node.key_numbers.emplace(key, static_cast<std::uint32_t>(node.keys.size()));
    if (added) {
      node.keys.push_back(key);
      node.children.push_back(make_node(node.depth + 1));
    }
    if (std::find(form.keys.begin(), form.keys.end(), found->second) != form.keys.end()) return no_form;
    form.keys.push_back(found->second);
  }
  node.forms.push_back(std::move(form));
  return node.forms.size() - 1;
}

void ShredBuilder::append_to(std::string& out) const { append(out, *nodes_.front()); }

void ShredBuilder::append(std::string& out, const Node& node) {
  append_varint(out, node.forms.size());
  for (const Form& form : node.forms) {
    append_value(out, form.kind);
    if (form.kind != FormKind::bag) continue;
    append_varint(out, form.keys.size());
    for (const std::uint32_t key : form.keys) append_varint(out, key);
  }
  append_varint(out, node.keys.size());
  for (const std::string_view key : node.keys) {
    append_varint(out, key.size());
    out += key;
  }
  append_counts(out, node.begins, node.form_of_value.size());
  if (node.forms.size() > 1) {
    const std::vector<std::int64_t> forms(node.form_of_value.begin(), node.form_of_value.end());
    append_column(out, Vector::flat(Type::long_, forms.size(), forms.data(), nullptr, nullptr));
  }
  for (std::size_t i = 0; i < form_kinds; ++i) {
    const auto kind = static_cast<FormKind>(i);
    if (!has_content(kind) || node.form_of_kind[i] == no_form) continue;
    append_counts(out, node.content_begins[i], node.contents[i].size());
    append_column(out, node.contents[i].as_vector(content_type(kind)));
  }
  if (node.form_of_kind[static_cast<std::size_t>(FormKind::array)] != no_form) append(out, *node.elements);
  for (const Node* child : node.children) append(out, *child);
}

}  // namespace kelpie::tables::store
