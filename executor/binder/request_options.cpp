#include "executor/binder/request_options.hpp"

#include <algorithm>
#include <array>

#include "executor/binder/binder.hpp"
#include "executor/binder/nearest_name.hpp"
#include "tables/text.hpp"

namespace kelpie::executor {

using tables::Type;

namespace {

using enum RequestOption::Effect;

constexpr std::array options = {
    RequestOption{"best_effort", Type::boolean, heeded},
    RequestOption{"client_max_redirect_count", Type::long_, none},
    RequestOption{"deferpartialqueryfailures", Type::boolean, none},
    RequestOption{"materialized_view_shuffle", Type::dynamic, none},
    RequestOption{"max_memory_consumption_per_query_per_node", Type::long_, heeded},
    RequestOption{"maxmemoryconsumptionperiterator", Type::long_, heeded},
    RequestOption{"maxoutputcolumns", Type::long_, heeded},
    RequestOption{"norequesttimeout", Type::boolean, heeded},
    RequestOption{"notruncation", Type::boolean, heeded},
    RequestOption{"push_selection_through_aggregation", Type::boolean, none},
    RequestOption{"query_bin_auto_at", std::nullopt, heeded},
    RequestOption{"query_bin_auto_size", std::nullopt, heeded},
    RequestOption{"query_cursor_after_default", Type::string, refused},
    RequestOption{"query_cursor_allow_referencing_stream_source_data", Type::boolean, none},
    RequestOption{"query_cursor_before_or_at_default", Type::string, refused},
    RequestOption{"query_cursor_current", Type::string, none},
    RequestOption{"query_cursor_disabled", Type::boolean, none},
    RequestOption{"query_cursor_scoped_tables", Type::dynamic, refused},
    RequestOption{"query_datascope", Type::string, none, "default all hotcache"},
    RequestOption{"query_datetimescope_column", Type::string, heeded},
    RequestOption{"query_datetimescope_from", Type::datetime, heeded},
    RequestOption{"query_datetimescope_to", Type::datetime, heeded},
    RequestOption{"query_distribution_nodes_span", Type::long_, none},
    RequestOption{"query_fanout_nodes_percent", Type::long_, none},
    RequestOption{"query_fanout_threads_percent", Type::long_, none},
    RequestOption{"query_force_row_level_security", Type::boolean, none},
    RequestOption{"query_language", Type::string, heeded, "csl kql sql"},
    RequestOption{"query_log_query_parameters", Type::boolean, none},
    RequestOption{"query_max_entities_in_union", Type::long_, heeded},
    RequestOption{"query_now", Type::datetime, heeded},
    RequestOption{"query_optimize_fts_at_relop", Type::boolean, none},
    RequestOption{"query_python_debug", std::nullopt, none},
    RequestOption{"query_results_apply_getschema", Type::boolean, heeded},
    RequestOption{"query_results_cache_force_refresh", Type::boolean, none},
    RequestOption{"query_results_cache_max_age", Type::timespan, none},
    RequestOption{"query_results_cache_per_shard", Type::boolean, none},
    RequestOption{"query_results_progressive_row_count", std::nullopt, none},
    RequestOption{"query_results_progressive_update_period", std::nullopt, none},
    RequestOption{"query_take_max_records", Type::long_, heeded},
    RequestOption{"query_weakconsistency_session_id", Type::string, none},
    RequestOption{"queryconsistency", Type::string, none},
    RequestOption{"querytrace", Type::boolean, none},
    RequestOption{"request_app_name", Type::string, none},
    RequestOption{"request_block_row_level_security", Type::boolean, none},
    RequestOption{"request_callout_disabled", Type::boolean, none},
    RequestOption{"request_description", Type::string, none},
    RequestOption{"request_external_data_disabled", Type::boolean, heeded},
    RequestOption{"request_external_table_disabled", Type::boolean, none},
    RequestOption{"request_impersonation_disabled", Type::boolean, none},
    RequestOption{"request_readonly", Type::boolean, none},
    RequestOption{"request_readonly_hardline", Type::boolean, none},
    RequestOption{"request_remote_entities_disabled", Type::boolean, none},
    RequestOption{"request_sandboxed_execution_disabled", Type::boolean, none},
    RequestOption{"request_user", Type::string, none},
    RequestOption{"results_error_reporting_placement", Type::string, none, "in_data end_of_table end_of_dataset"},
    RequestOption{"results_progressive_enabled", Type::boolean, none},
    RequestOption{"results_v2_fragment_primary_tables", Type::boolean, none},
    RequestOption{"results_v2_newlines_between_frames", Type::boolean, none},
    RequestOption{"servertimeout", Type::timespan, heeded},
    RequestOption{"truncationmaxrecords", Type::long_, heeded},
    RequestOption{"truncationmaxsize", Type::long_, heeded},
    RequestOption{"validate_permissions", Type::boolean, none},
};

bool is_choice(std::string_view choices, std::string_view word) {
  while (!choices.empty()) {
    const std::size_t end = std::min(choices.find(' '), choices.size());
    if (choices.substr(0, end) == word) return true;
    choices.remove_prefix(std::min(end + 1, choices.size()));
  }
  return false;
}

/// The value as the text of a literal; a flag without a value is set.
std::string text_of(const parser::SetStatement& set) {
  if (!set.value) return "true";
  const parser::Expression* value = &*set.value;
  std::string sign;
  if (const auto* unary = std::get_if<parser::Unary>(&value->node)) {
    if (unary->op == parser::UnaryOperator::minus) sign = "-";
    value = &*unary->operand;
  }
  if (const auto* literal = std::get_if<parser::Literal>(&value->node)) return sign + literal->text;
  if (const auto* name = std::get_if<parser::Name>(&value->node)) return name->text;
  return {};
}

/// Does the value's text fit the option?
bool is_value_of(const RequestOption& option, const parser::SetStatement& set, const std::string& text) {
  if (!option.type || *option.type == Type::dynamic) return true;
  if (!set.value) return *option.type == Type::boolean;
  switch (*option.type) {
    case Type::boolean:
      return tables::parse_bool(text).has_value();
    case Type::long_: {
      const auto number = tables::parse_long(text);
      return number && *number >= 0;
    }
    case Type::datetime:
      return tables::parse_datetime(text).has_value();
    case Type::timespan:
      return tables::parse_timespan(text).has_value();
    default:
      return option.choices.empty() || is_choice(option.choices, text);
  }
}

}  // namespace

const RequestOption* find_request_option(std::string_view name) {
  for (const RequestOption& option : options) {
    if (option.name == name) return &option;
  }
  return nullptr;
}

std::vector<std::string> request_option_names() {
  std::vector<std::string> names;
  for (const RequestOption& option : options) names.emplace_back(option.name);
  return names;
}

void Binder::bind_set(const parser::SetStatement& set, BoundQuery* query) {
  if (query == nullptr) {
    error("KS198", "A set statement stands before the query, not inside a function.", set.span);
    return;
  }
  const std::string& name = set.option.text;
  const RequestOption* option = find_request_option(name);
  if (option == nullptr) {
    warning("KB903", "There is no option '" + name + "'; it changes nothing.", set.option.span,
            did_you_mean(name, request_option_names()));
    return;
  }
  const std::string text = text_of(set);
  if (!is_value_of(*option, set, text)) {
    std::string expected = option->choices.empty() ? "a value of type " + std::string(tables::name_of(*option->type))
                                                   : "one of " + std::string(option->choices);
    error("KS107", "The option '" + name + "' takes " + expected + ".", set.value ? span_of(*set.value) : set.span);
    return;
  }
  if (option->effect == refused || (name == "query_language" && text == "sql")) {
    refuse("set " + name, name == "query_language" ? "queries are written in KQL here" : "tables keep no cursors here",
           set.span);
    return;
  }
  if (option->effect == none) return;
  settings_.insert(settings_.begin(), {name, text});  // the last one counts
  query->options.emplace_back(name, text);
}

}  // namespace kelpie::executor
