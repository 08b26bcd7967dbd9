#include <optional>

#include <fmt/format.h>
#include <utf8proc.h>

#include "executor/functions/regex/syntax.hpp"
#include "executor/functions/text/code_points.hpp"

namespace kelpie::executor {

namespace {

bool is_word(char32_t code_point) {
  const utf8proc_category_t category = utf8proc_category(static_cast<utf8proc_int32_t>(code_point));
  const auto within = [&](char32_t first, char32_t last) { return code_point >= first && code_point <= last; };
  return (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NL) || category == UTF8PROC_CATEGORY_PC ||
         within(0x200C, 0x200D) || within(0x24B6, 0x24E9) || within(0x1F130, 0x1F149) || within(0x1F150, 0x1F169) ||
         within(0x1F170, 0x1F189);
}

std::string make_ranges() {
  std::string ranges;
  std::optional<char32_t> begin;
  for (char32_t code_point = 0; code_point <= last_code_point + 1; ++code_point) {
    const bool outside = code_point <= last_code_point && !is_word(code_point);
    if (outside && !begin) begin = code_point;
    if (!outside && begin) {
      ranges +=
          fmt::format("\\x{{{:x}}}-\\x{{{:x}}}", static_cast<unsigned>(*begin), static_cast<unsigned>(code_point - 1));
      begin.reset();
    }
  }
  return ranges;
}

}  // namespace

const std::string& unicode_non_word_ranges() {
  static const std::string ranges = make_ranges();
  return ranges;
}

}  // namespace kelpie::executor
