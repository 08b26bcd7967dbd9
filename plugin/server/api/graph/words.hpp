#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace kelpie::server::graph {

/// Reads Property::words: "none=0 lowRisk=Low+Risk".

/// Graph's spelling of what a table holds; what is no member of the enumeration stays what it is.
[[nodiscard]] std::string word_of(std::string_view words, std::string_view stored);
/// All spellings of a member, Graph's first; empty when the enumeration has no such member.
[[nodiscard]] std::vector<std::string> spellings(std::string_view words, std::string_view word);
/// Graph's spellings of all members.
[[nodiscard]] std::vector<std::string> all_words(std::string_view words);
/// The words of a bit set, the first for bit 0, joined by ","; "none" for 0.
[[nodiscard]] std::string words_of_mask(std::string_view words, std::int64_t bits);

}  // namespace kelpie::server::graph
