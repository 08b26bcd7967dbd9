#include "parser/detail/reserved_words.hpp"

#include <algorithm>
#include <array>

namespace kelpie::parser::detail {
namespace {

constexpr std::array<std::string_view, 8> reserved = {"and",   "asc",  "between", "desc",
                                                      "first", "last", "missing", "or"};

constexpr std::array<std::string_view, 36> reserved_in_expressions = {
    "as",      "by",     "consume",  "contains", "datatable", "distinct", "extend",      "externaldata", "filter",
    "find",    "has",    "in",       "invoke",   "join",      "limit",    "of",          "parse",        "print",
    "project", "sample", "scan",     "search",   "serialize", "set",      "sort",        "summarize",    "take",
    "to",      "top",    "toscalar", "totable",  "union",     "where",    "materialize", "startswith",   "endswith"};

template <std::size_t N>
bool contains(const std::array<std::string_view, N>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

bool is_reserved(std::string_view word) { return word.size() <= 7 && contains(reserved, word); }
bool is_reserved_in_expressions(std::string_view word) {
  return word.size() <= 12 && word.front() >= 'a' && word.front() <= 'w' && contains(reserved_in_expressions, word);
}

}  // namespace kelpie::parser::detail
