#pragma once

#include <cstdint>
#include <string>

#include "tables/readers/input.hpp"

namespace kelpie::tables::readers {

/// How an input is to be read.
struct Sniffed {
  enum class Layout : std::uint8_t { lines, documents, csv, empty, unreadable };
  Layout layout = Layout::empty;
  std::uint64_t begin = 0;  // behind a byte order mark
  std::string reason;       // why it is unreadable
};

/// Looks at the beginning of an input, the first megabyte at most. `is_csv`: its name says CSV.
[[nodiscard]] Sniffed sniff(Input& input, bool is_csv);

}  // namespace kelpie::tables::readers
