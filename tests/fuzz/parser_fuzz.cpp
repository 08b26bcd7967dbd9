// Any bytes as a query: parsing must not crash, and a query that parses must survive the formatter, with its text and
// without, and come out of it the same the second time.

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "parser/dump.hpp"
#include "parser/format.hpp"
#include "parser/parse.hpp"

using namespace kelpie::parser;

namespace {

void demand(bool holds) {
  if (!holds) std::abort();
}

void check_formatter(const Query& query, std::string_view source, std::size_t width) {
  const std::string tree = dump(query);
  const std::string once = format(query, source, {width});
  const ParseResult again = parse(once);
  demand(again.ok());
  demand(dump(again.query) == tree);
  demand(format(again.query, source.empty() ? std::string_view{} : std::string_view(once), {width}) == once);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const ParseResult result = parse(text);
  (void)dump(result.query, {true});
  for (const Diagnostic& diagnostic : result.diagnostics) {
    demand(diagnostic.span.begin <= diagnostic.span.end && diagnostic.span.end <= size);
    (void)render(text, diagnostic, {"fuzz", true});
  }
  if (!result.ok()) {
    (void)format(result.query, text);
    return 0;
  }
  for (const std::size_t width : {std::size_t{20}, std::size_t{120}}) {
    check_formatter(result.query, text, width);
    check_formatter(result.query, {}, width);
  }
  return 0;
}
