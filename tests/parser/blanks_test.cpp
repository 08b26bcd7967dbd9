// Where a blank may stand, any blank may stand: spaces become newlines, tabs, comments, and the tree stays the same.

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "../golden_files.hpp"
#include "parser/dump.hpp"
#include "parser/parse.hpp"

using namespace kelpie::parser;
using namespace kelpie::tests;
namespace data = boost::unit_test::data;

namespace {

/// Past a string that begins at `at`; `at` where none does. Knows as much as the golden files need.
std::size_t skip_string(std::string_view text, std::size_t at) {
  for (const std::string_view fence : {"```", "~~~"})
    if (text.substr(at).starts_with(fence)) return text.find(fence, at + 3) + 3;
  const bool verbatim = text[at] == '@';
  const std::size_t open = at + (verbatim ? 1 : 0);
  const char quote = text[open];
  if (quote != '"' && quote != '\'') return at;
  for (std::size_t i = open + 1; i < text.size(); ++i) {
    if (!verbatim && text[i] == '\\')
      ++i;
    else if (text[i] == quote && verbatim && text.substr(i + 1).starts_with(quote))
      ++i;
    else if (text[i] == quote)
      return i + 1;
  }
  return text.size();
}

/// Past what stands raw in parentheses, such as timespan(15 seconds).
std::size_t skip_raw(std::string_view text, std::size_t at) {
  for (const std::string_view word : {"datetime(", "timespan(", "typeof("})
    if (text.substr(at).starts_with(word)) return text.find(')', at);
  return at;
}

std::string replace_blanks(std::string_view text, std::string_view blank) {
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t past = skip_string(text, at);
    if (past == at) past = skip_raw(text, at);
    if (past == at && text.substr(at).starts_with("//")) past = text.find('\n', at);
    if (past != at) {
      result += text.substr(at, past - at);
      at = past;
    } else if (text[at] == ' ' || text[at] == '\n') {
      result += text[at] == '\n' ? "\n" : "";
      result += blank;
      ++at;
    } else {
      result += text[at++];
    }
  }
  return result;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(blanks)

BOOST_DATA_TEST_CASE(any_blank_separates_as_well_as_a_space,
                     data::make(golden_files("parser", ".accepted")) *
                         data::make({"\n", "\t", "\r\n", "  ", " // a comment, with | and ;\n", "\xC2\xA0"}),
                     file, blank) {
  const std::string text = read_file(file.path);
  const std::string changed = replace_blanks(text, blank);
  const ParseResult result = parse(changed);
  for (const Diagnostic& diagnostic : result.diagnostics) BOOST_TEST_MESSAGE(render(changed, diagnostic));
  BOOST_TEST(result.ok());
  BOOST_TEST(dump(result.query) == dump(parse(text).query));
}

BOOST_AUTO_TEST_SUITE_END()
