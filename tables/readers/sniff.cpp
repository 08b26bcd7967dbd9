#include "tables/readers/sniff.hpp"

#include <algorithm>
#include <cstring>
#include <string_view>
#include <vector>

#include "tables/readers/json_scan.hpp"

namespace kelpie::tables::readers {

namespace {

constexpr std::size_t looked_at = std::size_t{1} << 20;

Sniffed unreadable(std::string reason) { return {Sniffed::Layout::unreadable, 0, std::move(reason)}; }

/// Whether the line is one complete object, or a list of them, with perhaps a comma behind.
bool is_complete_line(const char* p, const char* end) {
  p = skip_blanks(p, end);
  while (end > p && (is_blank(end[-1]) || end[-1] == ',')) --end;
  if (end - p < 5 || (*p != '{' && *p != '[')) return false;
  return find_container_end(p, end) == end;
}

/// Lines when one of the first lines is a record by itself, beginning at the margin.
Sniffed::Layout layout_of(const char* p, const char* end, bool whole_file) {
  for (int lines = 0; lines < 4 && p < end; ++lines) {
    const char* newline = std::find(p, end, '\n');
    if (newline == end && !whole_file) break;
    if ((*p == '{' || *p == '[') && is_complete_line(p, newline)) return Sniffed::Layout::lines;
    p = newline == end ? end : newline + 1;
  }
  return Sniffed::Layout::documents;
}

}  // namespace

Sniffed sniff(Input& input, bool is_csv) {
  Sniffed result;
  // Much of what is sniffed is small.
  const std::size_t most = static_cast<std::size_t>(std::min<std::uint64_t>(looked_at, input.size().value_or(looked_at)));
  std::vector<char> head(most + scan_padding, '\n');
  std::string error;
  const std::size_t size = input.read(0, head.data(), most, error);
  if (!error.empty() && size == 0) return unreadable(error);
  std::memset(head.data() + size, '\n', scan_padding);
  const std::string_view text(head.data(), size);
  if (text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff"))
    return unreadable("the file is UTF-16; convert it to UTF-8");
  if (text.starts_with("\x1f\x8b")) return unreadable("the file is compressed twice; unpack it once");
  if (text.starts_with("\x28\xb5\x2f\xfd")) return unreadable("the file is compressed twice; unpack it once");
  if (text.starts_with("PK\x03\x04")) return unreadable("the file is a zip archive; unpack it first");
  if (text.starts_with("PAR1")) return unreadable("the file is Parquet, which is not read");
  if (text.starts_with("\xef\xbb\xbf")) result.begin = 3;
  const char* begin = head.data() + result.begin;
  const char* end = head.data() + size;
  const char* first = skip_blanks(begin, end);
  if (first == end && size < looked_at) return result;
  if (std::memchr(begin, '\0', std::min<std::size_t>(static_cast<std::size_t>(end - begin), 4096)) != nullptr) {
    return unreadable("the file is binary: it holds NUL bytes where text was expected");
  }
  if (is_csv) {
    result.layout = Sniffed::Layout::csv;
  } else if (first < end && (*first == '{' || *first == '[')) {
    result.layout = layout_of(begin, end, size < looked_at);
  } else {
    const char* newline = std::find(first, end, '\n');
    const bool header = std::count(first, newline, ',') >= 2 && std::find(first, newline, '{') == newline;
    result.layout = header ? Sniffed::Layout::csv : layout_of(begin, end, size < looked_at);
  }
  return result;
}

}  // namespace kelpie::tables::readers
