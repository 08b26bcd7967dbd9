#pragma once

// The rules that more than one translation unit calls. Each is defined and instantiated in the file named beside it.

#include "parser/ast.hpp"
#include "parser/detail/grammar.hpp"

namespace kelpie::parser::detail {

// expression.cpp
KELPIE_RULE(expression, "expression", Expression);
KELPIE_RULE(additive, "arithmetic expression", Expression);

// path.cpp
KELPIE_RULE(operand, "operand", Expression);     // with a sign
KELPIE_RULE(path, "path", Expression);           // a value with members, indexes and calls
KELPIE_RULE(column_path, "column", Expression);  // names and dots only, so that a parenthesis may follow
KELPIE_RULE(call, "function call", Call);
KELPIE_RULE(value, "value", Expression);  // an expression or a whole pipeline

// dynamic.cpp
KELPIE_RULE(dynamic_literal, "dynamic literal", DynamicLiteral);

// macro_expand.cpp
KELPIE_RULE(entity_group, "entity group", EntityGroup);
KELPIE_RULE(macro_expand_source, "macro-expand", MacroExpandSource);

// patterns.cpp
KELPIE_RULE(pattern_statement, "declare pattern", PatternStatement);

// lists.cpp
KELPIE_RULE(named_expression, "column expression", NamedExpression);
KELPIE_RULE(order_term, "sort term", OrderTerm);
KELPIE_RULE(column_declaration, "column declaration", ColumnDeclaration);
KELPIE_RULE(parameter_declaration, "declaration", ColumnDeclaration);  // with a default
KELPIE_RULE(parameter_value, "parameter value", Expression);
KELPIE_RULE(column_pattern, "column name", Expression);  // a name, a wildcard or *
KELPIE_RULE(table_operand, "table", Expression);         // what union, search and find take

// pipeline.cpp
KELPIE_RULE(pipeline, "pipeline", Pipeline);                      // errors in its source leave it
KELPIE_RULE(statement_pipeline, "tabular expression", Pipeline);  // errors in its source are recovered
KELPIE_RULE(subquery, "sub-query", Pipeline);                     // begins with an operator
KELPIE_RULE(stage, "operator", Operator);

// stages_*.cpp
KELPIE_RULE(row_stage, "operator over rows", Operator);
KELPIE_RULE(column_stage, "operator over columns", Operator);
KELPIE_RULE(group_stage, "grouping operator", Operator);
KELPIE_RULE(table_stage, "operator over tables", Operator);
KELPIE_RULE(parse_stage, "parsing operator", Operator);
KELPIE_RULE(flow_stage, "operator over pipelines", Operator);
KELPIE_RULE(scan_operator, "scan", ScanOperator);
KELPIE_RULE(plugin_stage, "plugin operator", Operator);
KELPIE_RULE(graph_stage, "graph operator", Operator);
KELPIE_RULE(union_operator, "union", UnionOperator);
KELPIE_RULE(search_operator, "search", SearchOperator);
KELPIE_RULE(find_operator, "find", FindOperator);
KELPIE_RULE(evaluate_operator, "evaluate", EvaluateOperator);

// sources.cpp
KELPIE_RULE(source, "source", Source);

// statements.cpp
KELPIE_RULE(statements, "statements", std::vector<Statement>);

BOOST_SPIRIT_DECLARE(expression_type, additive_type, operand_type, path_type, column_path_type, call_type, value_type,
                     dynamic_literal_type)
BOOST_SPIRIT_DECLARE(named_expression_type, order_term_type, column_declaration_type, parameter_declaration_type,
                     parameter_value_type)
BOOST_SPIRIT_DECLARE(column_pattern_type, table_operand_type, pipeline_type, statement_pipeline_type, subquery_type,
                     stage_type)
BOOST_SPIRIT_DECLARE(row_stage_type, column_stage_type, group_stage_type, table_stage_type, parse_stage_type,
                     flow_stage_type)
BOOST_SPIRIT_DECLARE(scan_operator_type, plugin_stage_type, graph_stage_type, union_operator_type, search_operator_type,
                     find_operator_type)
BOOST_SPIRIT_DECLARE(evaluate_operator_type, source_type, statements_type, entity_group_type, macro_expand_source_type,
                     pattern_statement_type)

/// Instantiates rules in the file that defines them.
#define KELPIE_INSTANTIATE(rule_name) BOOST_SPIRIT_INSTANTIATE(rule_name##_type, Iterator, Context)

}  // namespace kelpie::parser::detail
