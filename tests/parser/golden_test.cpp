// Texts under tests/golden/parser: NAME.accepted.kql with the dump of its tree, NAME.refused.kql with its diagnostics.
// `kelpie_parser_tests -- --record` rewrites the expected files.

#include <set>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "../golden_files.hpp"
#include "parser/dump.hpp"
#include "parser/parse.hpp"

using namespace kelpie::parser;
using namespace kelpie::tests;
namespace data = boost::unit_test::data;

namespace {

std::string render_all(const std::string& text, const Diagnostics& diagnostics) {
  std::string result;
  for (const Diagnostic& diagnostic : diagnostics) result += render(text, diagnostic);
  return result;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(golden)

BOOST_DATA_TEST_CASE(accepted_text_gives_its_tree, data::make(golden_files("parser", ".accepted")), file) {
  const std::string text = read_file(file.path);
  const ParseResult result = parse(text);
  BOOST_TEST(render_all(text, result.diagnostics) == "");
  check_golden(file, dump(result.query));
}

BOOST_DATA_TEST_CASE(refused_text_gives_its_diagnostics, data::make(golden_files("parser", ".refused")), file) {
  const std::string text = read_file(file.path);
  const ParseResult result = parse(text);
  BOOST_TEST(!result.ok());
  check_golden(file, render_all(text, result.diagnostics));
}

BOOST_AUTO_TEST_CASE(every_accepted_production_is_refused_somewhere_too) {
  for (const GoldenFile& file : golden_files("parser", ".accepted")) {
    const std::string production = file.path.stem().stem().string();
    BOOST_TEST_CONTEXT(production)
    BOOST_TEST(std::filesystem::exists(file.path.parent_path() / (production + ".refused.kql")));
  }
}

BOOST_AUTO_TEST_CASE(every_operator_has_a_golden) {
  std::string dumps;
  for (const GoldenFile& file : golden_files("parser", ".accepted")) dumps += read_file(file.expected_path());
  for (const char* head : {"where",
                           "project",
                           "project-away",
                           "project-keep",
                           "project-rename",
                           "project-by-names",
                           "macro-expand",
                           "project-reorder",
                           "extend",
                           "summarize",
                           "distinct",
                           "count",
                           "sort",
                           "top",
                           "take",
                           "join",
                           "lookup",
                           "union",
                           "mv-expand",
                           "mv-apply",
                           "parse",
                           "parse-where",
                           "parse-kv",
                           "make-series",
                           "serialize",
                           "getschema",
                           "render",
                           "search",
                           "find",
                           "invoke",
                           "as",
                           "evaluate",
                           "sample",
                           "sample-distinct",
                           "top-hitters",
                           "top-nested",
                           "partition",
                           "scan",
                           "fork",
                           "facet",
                           "reduce",
                           "consume",
                           "make-graph",
                           "graph-match",
                           "graph-shortest-paths",
                           "graph-to-table",
                           "graph-mark-components",
                           "graph-where-nodes",
                           "graph-where-edges",
                           "datatable",
                           "range",
                           "print",
                           "externaldata",
                           "input",
                           "let",
                           "set",
                           "alias",
                           "restrict",
                           "query_parameters",
                           "function",
                           "view",
                           "index",
                           "call",
                           "wildcard",
                           "typeof",
                           "bag",
                           "array",
                           "parenthesis",
                           "between",
                           "!between",
                           "has_all",
                           "matches regex"}) {
    BOOST_TEST_CONTEXT(head) {
      const std::string open = "(" + std::string(head);
      BOOST_TEST((dumps.find(open + " ") != std::string::npos || dumps.find(open + ")") != std::string::npos));
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
