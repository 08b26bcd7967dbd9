#include "rules/findings/code_titles.hpp"

#include <fmt/format.h>

namespace kelpie::rules {

namespace {

struct Title {
  std::string_view code;  // or how the codes of a family begin
  std::string_view title;
};

/// Whole codes stand before families.
constexpr Title titles[] = {
    {"KR001", "The file cannot be read"},
    {"KR002", "The file is no YAML"},
    {"KR003", "The file is too deep, too large, or has too many aliases"},
    {"KR004", "Unknown key"},
    {"KR005", "A key stands twice"},
    {"KR006", "A required key is missing"},
    {"KR007", "A value has the wrong type"},
    {"KR008", "A value is none of those allowed"},
    {"KR009", "Over a limit of Microsoft Sentinel"},
    {"KR010", "Two rules have one id"},
    {"KR011", "Settings contradict each other"},
    {"KR012", "A column is not in the query's result"},
    {"KR013", "The query gives no result, or several"},
    {"KR014", "An entity mapping is incomplete or doubled"},
    {"KV001", "A comment suppresses nothing"},
    {"KV002", "A comment that suppresses cannot be read"},
    {"KV003", "The file has more findings than are told"},
    {"KS", "The query uses a name, a type or an argument that Kusto refuses"},
    {"KP", "The query cannot be read"},
    {"KB", "The query asks for what this engine leaves out or limits"},
    {"KF", "A stored function cannot be used"},
    {"KR", "Something in the rule is wrong or could be better"},
    {"E_", "The query is over a limit"},
};

}  // namespace

std::string_view title_of_code(std::string_view code) {
  for (const Title& one : titles) {
    if (code == one.code || (one.code.size() == 2 && code.starts_with(one.code))) return one.title;
  }
  return "Something is to be said of the rule";
}

std::string page_of_code(std::string_view code, std::string_view prefix) {
  return fmt::format("{}{}{}.md", prefix, prefix.empty() || prefix.ends_with('/') ? "" : "/", code);
}

}  // namespace kelpie::rules
