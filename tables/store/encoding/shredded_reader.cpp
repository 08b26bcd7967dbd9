#include "tables/store/encoding/shredded_reader.hpp"

#include <algorithm>

#include "tables/dynamic_layout.hpp"
#include "tables/store/encoding/fixed_value.hpp"

namespace kelpie::tables::store {

namespace {

constexpr std::string_view what = "contents of a shredded node";

void require_room(const std::string& out, std::uint64_t size, std::uint64_t limit) {
  if (out.size() > limit || size > limit - out.size())
    throw_damaged("values of a shredded block", out.size() + size, "no more bytes than it says");
}

void append_tag(std::string& out, FormKind kind) { out.push_back(static_cast<char>(kind)); }

void put(std::string& out, std::size_t at, std::size_t number) {
  const auto narrow = static_cast<std::uint32_t>(number);
  std::memcpy(out.data() + at, &narrow, sizeof narrow);
}

}  // namespace

ShreddedReader::ShreddedReader(const ShreddedNode& node, std::size_t block)
    : node_(node), forms_(node.forms_in(block)) {
  for (std::size_t kind = 0; kind < form_kinds; ++kind) {
    if (!node.contents[kind].column) continue;
    contents_[kind].column = node.contents[kind].read(block).flattened();
    const std::uint8_t* validity = contents_[kind].column.validity();
    if (validity != nullptr &&
        std::find(validity, validity + contents_[kind].column.size(), 0) != validity + contents_[kind].column.size()) {
      throw_damaged(what, 0, "no null");
    }
  }
  children_.reserve(node.children.size() + 1);
  for (const auto& child : node.children) children_.emplace_back(*child, block);
  if (node.elements) children_.emplace_back(*node.elements, block);
}

template <typename T>
T ShreddedReader::next_content(FormKind kind) {
  Contents& contents = contents_[static_cast<std::size_t>(kind)];
  if (contents.next >= contents.column.size()) throw_damaged(what, contents.next, "one more");
  return contents.column.values<T>()[contents.next++];
}

bool ShreddedReader::append_next(std::string& out, std::uint64_t limit) {
  if (next_ >= forms_.size()) throw_damaged("values of a shredded node", next_, "one more");
  const ShreddedNode::Form& form = node_.forms[forms_[next_++]];
  if (form.kind == FormKind::missing) return false;
  // A value of fixed width may go a few bytes beyond: the next one, or the end, shows it.
  require_room(out, 1, limit);
  switch (form.kind) {
    case FormKind::missing:
      break;
    case FormKind::null:
    case FormKind::false_:
    case FormKind::true_:
      append_tag(out, form.kind);
      return true;
    case FormKind::long_:
    case FormKind::datetime:
    case FormKind::timespan:
      append_tag(out, form.kind);
      append_value(out, next_content<std::int64_t>(form.kind));
      return true;
    case FormKind::real:
      append_tag(out, form.kind);
      append_value(out, next_content<double>(form.kind));
      return true;
    case FormKind::guid:
      append_tag(out, form.kind);
      append_value(out, next_content<Guid>(form.kind));
      return true;
    case FormKind::decimal:
      append_tag(out, form.kind);
      FixedValue<Decimal>::append(out, next_content<Decimal>(form.kind));
      return true;
    case FormKind::string: {
      const auto text = next_content<std::string_view>(form.kind);
      require_room(out, 5 + text.size(), limit);
      append_tag(out, form.kind);
      append_value(out, static_cast<std::uint32_t>(text.size()));
      out += text;
      return true;
    }
    case FormKind::whole: {
      const auto bytes = next_content<std::string_view>(form.kind);
      if (bytes.empty()) throw_damaged("a dynamic value", 0, "a byte at least");
      require_room(out, bytes.size(), limit);
      out += bytes;
      return true;
    }
    case FormKind::array:
    case FormKind::bag:
      append_members(out, limit, form);
      return true;
  }
  return false;
}

void ShreddedReader::append_members(std::string& out, std::uint64_t limit, const ShreddedNode::Form& form) {
  const bool bag = form.kind == FormKind::bag;
  const std::uint64_t count =
      bag ? form.keys.size() : static_cast<std::uint64_t>(next_content<std::int64_t>(form.kind));
  if (count > most_elements) throw_damaged("elements of an array", count, "at most 4096");
  const std::size_t start = out.size();
  const std::size_t table = start + layout::container_header;
  require_room(out, layout::container_header + count * sizeof(std::uint32_t), limit);
  out.resize(table + count * sizeof(std::uint32_t));
  out[start] = static_cast<char>(form.kind);
  put(out, start + 5, count);
  for (std::size_t i = 0; i < count; ++i) {
    put(out, table + i * sizeof(std::uint32_t), out.size() - start);
    ShreddedReader& child = bag ? children_[form.keys[i]] : children_.back();
    if (bag) {
      const std::string_view key = node_.keys[form.keys[i]];
      require_room(out, sizeof(std::uint32_t) + key.size(), limit);
      append_value(out, static_cast<std::uint32_t>(key.size()));
      out += key;
    }
    if (!child.append_next(out, limit)) throw_damaged("a member of a dynamic value", 13, "not a null without bytes");
  }
  put(out, start + 1, out.size() - start);
}

}  // namespace kelpie::tables::store
