#include "executor/functions/string_operators/substring_search.hpp"

#include "executor/functions/text/code_points.hpp"

namespace kelpie::executor {

namespace {

bool is_ascii_letter(char byte) { return ascii_lower(byte) >= 'a' && ascii_lower(byte) <= 'z'; }

}  // namespace

SubstringSearch::SubstringSearch(std::string_view needle, bool ignore_ascii_case)
    : needle_(needle), fold_(needle.size(), '\0'), ignore_case_(ignore_ascii_case) {
  if (ignore_ascii_case) {
    for (std::size_t i = 0; i < needle_.size(); ++i) {
      if (!is_ascii_letter(needle_[i])) continue;
      needle_[i] = ascii_lower(needle_[i]);
      fold_[i] = 0x20;
    }
  }
  const auto probe = [&](std::size_t at) {
    return ByteProbe{static_cast<unsigned char>(needle_[at]), static_cast<unsigned char>(fold_[at])};
  };
  first_ = probe(0);
  last_ = probe(needle_.size() - 1);
}

std::size_t SubstringSearch::find_linear(std::string_view text, std::size_t from, std::string& folded) const {
  if (from > text.size()) return std::string_view::npos;
  if (ignore_case_ && folded.empty()) {
    folded.assign(text);
    std::transform(folded.begin(), folded.end(), folded.begin(), ascii_lower);
  }
  const std::string_view haystack = ignore_case_ ? std::string_view(folded) : text;
  // memmem() is the two-way algorithm in the C libraries of Linux: linear in the text.
  const void* found = memmem(haystack.data() + from, haystack.size() - from, needle_.data(), needle_.size());
  if (found == nullptr) return std::string_view::npos;
  return static_cast<std::size_t>(static_cast<const char*>(found) - haystack.data());
}

}  // namespace kelpie::executor
