#include "parser/detail/actions.hpp"
#include "parser/detail/directives.hpp"
#include "parser/detail/mistakes.hpp"
#include "parser/detail/operators.hpp"
#include "parser/detail/parameters.hpp"
#include "parser/detail/rules.hpp"

// What may stand before the first pipe.

namespace kelpie::parser::detail {
namespace {

/// True where a source operator begins, and not a column, table or function of the same name: union A, print x, range x
/// from ...
bool begins_source(State& state, Iterator first) {
  const QuietGuard guard(state);
  const Iterator at = state.skip(first);
  const Iterator past = scan_name(at, state.end());
  const auto text_to = [at](Iterator to) { return std::string_view(at, static_cast<std::size_t>(to - at)); };
  const std::string_view word = text_to(past);
  const Iterator next = state.skip(past);
  const char c = next == state.end() ? '\0' : *next;
  if (word == "datatable" || word == "externaldata" || word == "external_data") return c == '(';
  if (word == "inline_external_table") {
    return c == '(' || std::string_view(next, scan_name(next, state.end())) == "kind";
  }
  if (word == "range") {
    Name column;
    Iterator rest = past;
    return read_name(state, rest, column) && read_word(state, rest, "from", {});
  }
  if (text_to(scan_stage_name(at, state.end())) == "macro-expand") return true;
  if (word == "evaluate") return next != past && scan_name(next, state.end()) != next;
  if (word != "print" && word != "union" && word != "search" && word != "find") return false;
  if (c == '*') return word != "print";
  if (c == '\0' || std::string_view(",)]}.;|=:").find(c) != std::string_view::npos) return false;
  if (word == "print") return c == '-' || c == '+' || read_operator(next, state.end(), false).level < 0;
  return std::string_view("!<>/%").find(c) == std::string_view::npos;
}
constexpr Lookahead<begins_source> source_begin{};

KELPIE_RULE(datatable_source, "datatable", DatatableSource);
const auto datatable_source_def =
    located[kw("datatable") > parens[list_of(column_declaration[append<&DatatableSource::columns>])] >
            brackets[*(expression[append<&DatatableSource::values>] >> (comma | &quiet[symbol("]")]))]];

KELPIE_RULE(range_source, "range", RangeSource);
const auto range_source_def =
    located[kw("range") > name[set<&RangeSource::column>] > kw("from") > expression[set<&RangeSource::from>] >
            kw("to") > expression[set<&RangeSource::to>] > kw("step") > expression[set<&RangeSource::step>]];

KELPIE_RULE(print_source, "print", PrintSource);
const auto print_source_def = located[kw("print") > list_of(named_expression[append<&PrintSource::columns>])];

KELPIE_RULE(externaldata_source, "externaldata", ExternalDataSource);
const auto externaldata_source_def =
    located[(kw("externaldata") | kw("external_data")) >
            parens[list_of(column_declaration[append<&ExternalDataSource::columns>])] >
            brackets[list_of(expression[append<&ExternalDataSource::addresses>])] >
            -(kw("with") >
              parens[list_of(described("a property", KnownParameter({})[append<&ExternalDataSource::parameters>]))])];

constexpr std::string_view table_kind[] = {"kind"};
constexpr std::string_view table_format[] = {"dataformat"};

KELPIE_RULE(inline_external_table_source, "inline_external_table", InlineExternalTableSource);
const auto inline_external_table_source_def =
    located[kw("inline_external_table") >
            -parens[list_of(column_declaration[append<&InlineExternalTableSource::columns>])] >
            described("kind", KnownParameter(table_kind)[append<&InlineExternalTableSource::parameters>]) >
            -(kw("partition") > kw("by") >
              parens[list_of(parameter_declaration[append<&InlineExternalTableSource::partitions>])]) >
            -(kw("pathformat") > equals > parens[+expression[append<&InlineExternalTableSource::path_format>]]) >
            *KnownParameter(table_format)[append<&InlineExternalTableSource::parameters>] >
            parens[list_of(expression[append<&InlineExternalTableSource::addresses>])] >
            -(kw("with") >
              parens[list_of(
                  described("a property", KnownParameter({})[append<&InlineExternalTableSource::properties>]))])];

KELPIE_RULE(operator_source, "source", Source);
const auto operator_source_def = datatable_source[assign] | range_source[assign] | print_source[assign] |
                                 externaldata_source[assign] | inline_external_table_source[assign] |
                                 union_operator[assign] | search_operator[assign] | find_operator[assign] | evaluate_operator[assign] |
                                 macro_expand_source[assign];

BOOST_SPIRIT_DEFINE(datatable_source, range_source, print_source, externaldata_source, inline_external_table_source,
                    operator_source)

}  // namespace

const auto source_def = (source_begin > operator_source[assign]) | expression[assign];

BOOST_SPIRIT_DEFINE(source)
KELPIE_INSTANTIATE(source)

}  // namespace kelpie::parser::detail
