#include <array>
#include <charconv>

#include "tables/detail/json_characters.hpp"
#include "tables/dynamic.hpp"
#include "tables/number_text.hpp"
#include "tables/text.hpp"

namespace kelpie::tables {

namespace {

/// For every byte: 0 stands for itself, 'u' needs \u00xx, any other character follows a backslash.
constexpr std::array<char, 256> escapes = [] {
  std::array<char, 256> table{};
  for (std::size_t i = 0; i < 0x20; ++i) table[i] = 'u';
  table['\b'] = 'b';
  table['\t'] = 't';
  table['\n'] = 'n';
  table['\f'] = 'f';
  table['\r'] = 'r';
  table['"'] = '"';
  table['\\'] = '\\';
  return table;
}();

/// Position of the first character from `from` on that must be escaped; the text's size when there is none.
std::size_t plain_run(std::string_view text, std::size_t from) {
  for (; from + 8 <= text.size(); from += 8) {
    const std::uint64_t special = ascii_specials(text.data() + from);
    if (special != 0) return from + static_cast<unsigned>(__builtin_ctzll(special)) / 8;
  }
  while (from < text.size() && escapes[static_cast<unsigned char>(text[from])] == 0) ++from;
  return from;
}

void append_quoted(std::string_view text, std::string& out) {
  constexpr char digits[] = "0123456789abcdef";
  out += '"';
  std::size_t start = 0;
  for (std::size_t i = plain_run(text, 0); i < text.size(); i = plain_run(text, i + 1)) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const char escape = escapes[byte];
    out.append(text, start, i - start);
    out += '\\';
    out += escape;
    if (escape == 'u') {
      out += "00";
      out += digits[byte >> 4];
      out += digits[byte & 15];
    }
    start = i + 1;
  }
  out.append(text, start);
  out += '"';
}

void append_integer(std::int64_t value, std::string& out) {
  char buffer[24];
  out.append(buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr);
}

void append_real(double value, std::string& out) {
  char buffer[longest_real];
  char* const end = write_real(value, buffer);
  const bool number = is_digit(end[-1]);
  if (!number) out += '"';
  out.append(&buffer[0], end);
  if (!number) out += '"';
}

/// Text that needs no escapes, in quotes; `write` puts at most `Size` characters and returns one past the last.
template <std::size_t Size, typename Write>
void append_written(std::string& out, Write write) {
  char buffer[Size + 2];
  buffer[0] = '"';
  char* const end = write(buffer + 1);
  *end = '"';
  out.append(&buffer[0], end + 1);
}

/// A value that has no members; a container must be empty.
void append_leaf(DynamicView value, std::string& out) {
  switch (value.kind()) {
    case DynamicKind::null:
      out += "null";
      return;
    case DynamicKind::boolean:
      out += value.as_bool() ? "true" : "false";
      return;
    case DynamicKind::long_:
      append_integer(value.as_integer(), out);
      return;
    case DynamicKind::real:
      append_real(value.as_real(), out);
      return;
    case DynamicKind::string:
      append_quoted(value.as_string(), out);
      return;
    case DynamicKind::datetime:
      append_written<28>(out, [&](char* to) { return write_datetime(value.as_integer(), to); });
      return;
    case DynamicKind::timespan:
      append_quoted(timespan_text(value.as_integer()), out);
      return;
    case DynamicKind::guid:
      append_written<36>(out, [&](char* to) { return write_guid(value.as_guid(), to); });
      return;
    case DynamicKind::decimal:
      out += to_text(value.as_decimal());
      return;
    case DynamicKind::array:
      out += "[]";
      return;
    case DynamicKind::bag:
      out += "{}";
      return;
  }
}

struct OpenContainer {
  DynamicView view;
  bool bag = false;
  std::size_t next = 0;
};

}  // namespace

void append_json(DynamicView value, std::string& out) {
  if (value.size() == 0) return append_leaf(value, out);
  // The containers that are open stand in for recursion: values may nest deeper than the stack allows.
  std::vector<OpenContainer> open;
  const auto begin = [&](DynamicView container) {
    const bool bag = container.kind() == DynamicKind::bag;
    out += bag ? '{' : '[';
    open.push_back({container, bag, 0});
  };
  begin(value);
  while (!open.empty()) {
    OpenContainer& container = open.back();
    if (container.next == container.view.size()) {
      out += container.bag ? '}' : ']';
      open.pop_back();
      continue;
    }
    const std::size_t index = container.next++;
    if (index > 0) out += ',';
    if (container.bag) {
      append_quoted(container.view.key(index), out);
      out += ':';
    }
    const DynamicView member = container.bag ? container.view.value(index) : container.view.element(index);
    if (member.size() == 0)
      append_leaf(member, out);
    else
      begin(member);
  }
}

std::string to_json(DynamicView value) {
  std::string out;
  append_json(value, out);
  return out;
}

std::string to_text(DynamicView value) {
  switch (value.kind()) {
    case DynamicKind::null:
      return {};
    case DynamicKind::string:
      return std::string(value.as_string());
    case DynamicKind::real:
      return to_text(Value::real(value.as_real()));
    case DynamicKind::datetime:
      return datetime_text(value.as_integer());
    case DynamicKind::timespan:
      return timespan_text(value.as_integer());
    case DynamicKind::guid:
      return to_text(value.as_guid());
    default:
      return to_json(value);
  }
}

}  // namespace kelpie::tables
