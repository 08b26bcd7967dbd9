#include "rules/findings/code_titles.hpp"

#include <fmt/format.h>

#include "rules/checks/check.hpp"

namespace kelpie::rules {

namespace {

struct Title {
  std::string_view begin;  // of the codes
  std::string_view title;
};

/// Families of codes that are no check of rules.
constexpr Title titles[] = {
    {"KS", "The query uses a name, a type or an argument that Kusto refuses"},
    {"KP", "The query cannot be read"},
    {"KB", "The query asks for what this engine leaves out or limits"},
    {"KF", "A stored function cannot be used"},
    {"E_", "The query is over a limit"},
};

}  // namespace

std::string_view title_of_code(std::string_view code) {
  for (const Check& check : all_checks()) {
    if (code == check.code) return check.sentence.substr(0, check.sentence.size() - 1);  // without its full stop
  }
  for (const Title& one : titles) {
    if (code.starts_with(one.begin)) return one.title;
  }
  return "Something is to be said of the rule";
}

std::string page_of_code(std::string_view code, std::string_view prefix) {
  return fmt::format("{}{}{}.md", prefix, prefix.empty() || prefix.ends_with('/') ? "" : "/", code);
}

}  // namespace kelpie::rules
