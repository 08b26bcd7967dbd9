#include "tables/watchlists.hpp"

#include "executor/binder/binder.hpp"
#include "executor/binder/nearest_name.hpp"
#include "tables/builder.hpp"

namespace kelpie::executor {

using tables::Type;
using tables::Value;

namespace {

std::string joined(const std::vector<std::string>& texts) {
  std::string all;
  for (const std::string& text : texts) all += (all.empty() ? "" : ", ") + text;
  return all;
}

}  // namespace

std::optional<Relation> Binder::bind_watchlist(const parser::Call& call, const EnvironmentPtr& environment) {
  if (call.arguments.empty() || call.arguments.size() > 2) {
    error("KS119", "_GetWatchlist() takes the alias of a watchlist, and keys where only some items are wanted.", call.span);
    return std::nullopt;
  }
  const parser::Argument& first = call.arguments.front();
  const ExpressionPtr name = bind_expression(first.value, {environment});
  const auto alias = name ? constant_value(name, "The alias of a watchlist") : std::nullopt;
  if (!alias) return std::nullopt;
  if (alias->type() != Type::string) {
    error("KS106", "The alias of a watchlist is a string.", first.span);
    return std::nullopt;
  }
  auto relation = watchlist(std::string(alias->as_text()), first.span);
  if (!relation || call.arguments.size() == 1) return relation;
  const PlanColumn* key = find_column(*relation, "SearchKey");
  const ExpressionPtr keys = bind_expression(call.arguments.back().value, {environment});
  if (!keys) return std::nullopt;
  const ExpressionPtr chosen = make_call("in", {reference(*key, call.span), keys}, call.arguments.back().span);
  if (!chosen) return std::nullopt;
  relation->plan = make_plan(Filter{{chosen}}, {relation->plan}, relation->columns(), call.span);
  return relation;
}

std::optional<Relation> Binder::watchlist(const std::string& alias, parser::Span span) {
  if (options_.watchlists == nullptr) {
    constexpr std::string_view hint = "give the folder with --watchlists DIR; a file ALIAS.csv in it is a watchlist";
    if (options_.run) {
      error("KB902", "There is no watchlist '" + alias + "': no folder of watchlists was given.", span, std::string(hint));
      return std::nullopt;
    }
    warning("KB902", "The watchlist '" + alias + "' is not known here: its columns are believed.", span, std::string(hint));
    Relation open;
    open.open = true;
    std::vector<PlanColumn> columns;
    for (const tables::ColumnSchema& column : tables::watchlist_columns()) columns.push_back(new_column(column.name, column.type));
    open.plan = make_plan(ConstantRows{std::make_shared<const Batches>()}, {}, std::move(columns), span);
    return open;
  }
  const tables::Watchlists::Found found = options_.watchlists->find(alias);
  if (!found.problem.empty()) {
    if (found.table) warning("KB903", "Rows of the watchlist '" + alias + "' are missing: " + found.problem + ".", span);
    else error("KB903", "The watchlist '" + alias + "' cannot be used: " + found.problem + ".", span);
  }
  if (found.table) return scan(found.table);
  if (found.problem.empty()) {
    const std::vector<std::string> aliases = options_.watchlists->aliases();
    std::string hint = did_you_mean(alias, aliases);
    if (hint.empty()) hint = aliases.empty() ? "there is no watchlist in it" : "a file " + alias + ".csv in it would be one";
    error("KB902", "There is no watchlist '" + alias + "' in " + joined(options_.watchlists->folders()) + ".", span, std::move(hint));
  }
  return std::nullopt;
}

std::optional<Relation> Binder::watchlist_aliases(parser::Span span) {
  if (options_.watchlists == nullptr && options_.run) {
    error("KB902", "There are no watchlists: no folder of them was given.", span, "give it with --watchlists DIR");
    return std::nullopt;
  }
  tables::ColumnBuilder names(Type::string);
  std::size_t rows = 0;
  if (options_.watchlists != nullptr) {
    for (const std::string& alias : options_.watchlists->aliases()) {
      names.append(Value::string(alias));
      ++rows;
    }
  }
  Batches batches;
  if (rows > 0) batches.push_back(Batch{rows, {names.finish()}, 0});
  Relation relation;
  relation.plan = make_plan(ConstantRows{std::make_shared<const Batches>(std::move(batches))}, {}, {new_column("WatchlistAlias", Type::string)}, span);
  return relation;
}

}  // namespace kelpie::executor
