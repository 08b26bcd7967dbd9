#include "plugin/server/api/graph/page_query.hpp"

#include <memory>

#include "plugin/server/api/graph/kql_text.hpp"
#include "plugin/server/api/graph/letters.hpp"
#include "plugin/server/api/graph/order_keys.hpp"

namespace kelpie::server::graph {

namespace {

/// The rows of one source that a request asks for.
struct Leg {
  std::shared_ptr<const tables::Table> table;  // keeps the schema alive
  std::unique_ptr<RowSource> source;
  std::string rows;        // with all that can be said before collections are looked through
  std::string afterwards;  // the operators that do, with what is asked of them
};

/// Sign-ins are the interactive ones unless the filter says which, or one is asked for by its id (Graph: "List
/// signIns").
bool belongs(const Source& source, const Resource& resource, const ListOptions& options, bool by_id) {
  if (source.event_type.empty() || source.event_type == resource.sources.front().event_type || by_id) return true;
  return options.filter && mentions(*options.filter, "signInEventTypes");
}

std::string id_condition(const Collection& collection, const RowSource& source) {
  const Property* id = find_property(collection.resource.properties, collection.resource.id, true);
  const std::string small = in_small_letters(*collection.id);
  std::string list = quoted(*collection.id);
  if (small != *collection.id) list += ", " + quoted(small);
  std::string condition = source.value({id}) + " in (" + list + ")";
  if (const Property* other = find_property(collection.resource.properties, collection.resource.other_id, true);
      other != nullptr)
    condition += " or " + source.value({other}) + " =~ " + quoted(*collection.id);
  return condition;
}

std::vector<Leg> legs_of(const Collection& collection, const ListOptions& options, const tables::Catalog& tables) {
  std::vector<Leg> legs;
  const Names names{collection.resource, collection.beta};
  for (const Source& source : collection.resource.sources) {
    if (!belongs(source, collection.resource, options, collection.id.has_value())) continue;
    Leg leg;
    if (!source.table.empty()) {
      leg.table = tables.find(source.table);
      if (leg.table == nullptr) continue;
    }
    leg.source = std::make_unique<RowSource>(source, leg.table == nullptr ? nullptr : &leg.table->schema());
    leg.rows = leg.source->rows(collection.argument, quoted(collection.parent));
    if (collection.id) leg.rows += " | where " + id_condition(collection, *leg.source);
    if (options.filter) {
      const Conditions conditions = conditions_of(*options.filter, options.filter_text, names, *leg.source);
      if (conditions.never) continue;
      for (const std::string& condition : conditions.plain) leg.rows += " | where " + condition;
      for (const std::string& statement : conditions.counted) leg.afterwards += " | " + statement;
      for (const std::string& condition : conditions.afterwards) leg.afterwards += " | where " + condition;
    }
    legs.push_back(std::move(leg));
  }
  return legs;
}

/// (a), (b) side by side; one alone as it is.
std::string beside(const std::vector<std::string>& parts) {
  if (parts.size() == 1) return parts.front();
  std::string all = "union ";
  for (std::size_t i = 0; i < parts.size(); ++i) all += (i == 0 ? "(" : ", (") + parts[i] + ")";
  return all;
}

/// Until when rows had arrived: the latest arrival of any table that is read.
std::string ceiling(const std::vector<Leg>& legs, const std::optional<PagePosition>& position) {
  if (position) return datetime_literal(position->ceiling);
  std::vector<std::string> parts;
  for (const Leg& leg : legs) {
    const Source& source = leg.source->source();
    const std::string_view table = source.table.empty() ? source.arrivals : source.table;
    if (!table.empty())
      parts.push_back(std::string(table) + " | project kelpie_arrival = ingestion_time() | top 1 by kelpie_arrival");
  }
  const std::string none = datetime_literal(0);
  if (parts.empty()) return none;
  return "coalesce(toscalar(" + beside(parts) + " | summarize max(kelpie_arrival)), " + none + ")";
}

std::string total(const std::vector<Leg>& legs) {
  std::vector<std::string> parts;
  for (const Leg& leg : legs) parts.push_back(leg.rows + leg.afterwards + " | count");
  return beside(parts) + " | summarize Count = sum(Count)";
}

}  // namespace

std::vector<tables::Type> key_types(const Collection& collection, const ListOptions& options) {
  std::vector<tables::Type> types;
  for (const OrderKey& key : order_keys({collection.resource, collection.beta}, options.order))
    types.push_back(key.type());
  return types;
}

PageQuery page_query(const Collection& collection, const ListOptions& options,
                     const std::optional<PagePosition>& position, const tables::Catalog& tables) {
  PageQuery query;
  const auto keys = order_keys({collection.resource, collection.beta}, options.order);
  const auto legs = legs_of(collection, options, tables);
  query.keys = keys.size();
  query.drop = position ? position->equal : options.skip;
  query.rows = collection.id ? 1 : options.page + query.drop + 1;
  query.nothing = legs.empty();
  if (query.nothing) return query;

  const std::string top = " | top " + std::to_string(query.rows) + " by ";
  // Where the newest rows are wanted, their times are looked for first: the many other columns are then read for them
  // only.
  bool by_time = !collection.id && keys.front().descending && keys.front().type() == tables::Type::datetime;
  for (const Leg& leg : legs) by_time = by_time && leg.source->source().query.empty() && leg.afterwards.empty();
  std::vector<std::string> parts, times;
  for (const Leg& leg : legs) {
    std::string by, columns;
    std::vector<std::string> values;
    for (std::size_t i = 0; i < keys.size(); ++i) {
      values.push_back(keys[i].value(*leg.source));
      by += (i == 0 ? "" : ", ") + values.back() + (keys[i].descending ? " desc" : " asc");
      columns += (i == 0 ? "" : ", ") + ("kelpie_key" + std::to_string(i)) + " = " + values.back();
    }
    for (std::size_t i = 0; i < options.select.size(); ++i)
      columns += ", kelpie_value" + std::to_string(i) + " = " + leg.source->value({options.select[i]});
    std::string rows = leg.rows;
    if (position) rows += " | where " + from_place_on(keys, values, position->last);
    if (by_time) {
      times.push_back(rows + " | project kelpie_key0 = " + values.front() + top + "kelpie_key0 desc");
      rows += " | where isnull(kelpie_bound) or " + values.front() + " >= kelpie_bound";
    }
    parts.push_back(rows + leg.afterwards + top + by + " | project " + columns);
  }
  std::string rows = beside(parts);
  if (parts.size() > 1) {
    rows += top;
    for (std::size_t i = 0; i < keys.size(); ++i)
      rows += (i == 0 ? "" : ", ") + ("kelpie_key" + std::to_string(i)) + (keys[i].descending ? " desc" : " asc");
  }
  const bool counts = options.count && !position;
  const std::string bound = by_time ? "let kelpie_bound = toscalar(" + beside(times) + top +
                                          "kelpie_key0 desc | summarize iff(countif(isnotnull(kelpie_key0)) < " +
                                          std::to_string(query.rows) + ", datetime(null), min(kelpie_key0)));\n"
                                    : "";
  query.text = "let " + std::string(ceiling_name) + " = " + ceiling(legs, position) + ";\n" +
               (counts ? "let " + std::string(total_name) + " = toscalar(" + total(legs) + ");\n" : "") + bound + rows +
               ";\nprint " + std::string(ceiling_name) + ", " + (counts ? std::string(total_name) : "long(null)");
  return query;
}

PageQuery count_query(const Collection& collection, const ListOptions& options, const tables::Catalog& tables) {
  PageQuery query;
  const auto legs = legs_of(collection, options, tables);
  query.nothing = legs.empty();
  if (!query.nothing)
    query.text = "let " + std::string(ceiling_name) + " = " + ceiling(legs, std::nullopt) + ";\n" + total(legs);
  return query;
}

}  // namespace kelpie::server::graph
