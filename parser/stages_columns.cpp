#include "parser/detail/actions.hpp"
#include "parser/detail/directives.hpp"
#include "parser/detail/rules.hpp"

// Operators that choose, rename and compute columns.

namespace kelpie::parser::detail {
namespace {

KELPIE_RULE(project_operator, "project", ProjectOperator);
const auto project_operator_def =
    located[stage_word("project") > list_of(named_expression[append<&ProjectOperator::columns>])];

KELPIE_RULE(extend_operator, "extend", ExtendOperator);
const auto extend_operator_def =
    located[stage_word("extend") > list_of(named_expression[append<&ExtendOperator::columns>])];

KELPIE_RULE(project_away_operator, "project-away", ProjectAwayOperator);
const auto project_away_operator_def =
    located[stage_word("project-away") > list_of(column_pattern[append<&ProjectAwayOperator::columns>])];

KELPIE_RULE(project_keep_operator, "project-keep", ProjectKeepOperator);
const auto project_keep_operator_def =
    located[stage_word("project-keep") > list_of(column_pattern[append<&ProjectKeepOperator::columns>])];

KELPIE_RULE(project_by_names_operator, "project-by-names", ProjectByNamesOperator);
const auto project_by_names_operator_def =
    located[stage_word("project-by-names") > list_of(wildcard[append<&ProjectByNamesOperator::columns>] |
                                                     expression[append<&ProjectByNamesOperator::columns>])];

KELPIE_RULE(project_rename_operator, "project-rename", ProjectRenameOperator);
const auto project_rename_operator_def =
    located[stage_word("project-rename") > list_of(named_expression[append<&ProjectRenameOperator::columns>])];

template <ReorderDirection Direction>
constexpr auto direction = put<&ReorderItem::direction, Direction>;

KELPIE_RULE(reorder_item, "column", ReorderItem);
const auto reorder_item_def =
    located[column_pattern[set<&ReorderItem::column>] >>
            -(kw("asc")[direction<ReorderDirection::ascending>] | kw("desc")[direction<ReorderDirection::descending>] |
              kw("granny-asc")[direction<ReorderDirection::granny_ascending>] |
              kw("granny-desc")[direction<ReorderDirection::granny_descending>])];

KELPIE_RULE(project_reorder_operator, "project-reorder", ProjectReorderOperator);
const auto project_reorder_operator_def =
    located[stage_word("project-reorder") > list_of(reorder_item[append<&ProjectReorderOperator::columns>])];

BOOST_SPIRIT_DEFINE(project_operator, extend_operator, project_away_operator, project_keep_operator,
                    project_by_names_operator, project_rename_operator, reorder_item, project_reorder_operator)

}  // namespace

const auto column_stage_def = project_operator[assign] | extend_operator[assign] | project_away_operator[assign] |
                              project_keep_operator[assign] | project_by_names_operator[assign] |
                              project_rename_operator[assign] |
                              project_reorder_operator[assign];

BOOST_SPIRIT_DEFINE(column_stage)
KELPIE_INSTANTIATE(column_stage)

}  // namespace kelpie::parser::detail
