#include "plugin/server/api/graph/row_source.hpp"

#include "plugin/server/api/graph/kql_text.hpp"
#include "tables/additional_fields.hpp"

namespace kelpie::server::graph {

namespace {

using tables::Type;

void put_in_place(std::string& text, std::string_view mark, std::string_view what) {
  for (std::size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at + what.size()))
    text.replace(at, mark.size(), what);
}

Type type_of(const Property& property) {
  if (property.list) return Type::dynamic;
  switch (property.kind) {
    case Kind::whole:
      return Type::long_;
    case Kind::real:
      return Type::real;
    case Kind::flag:
      return Type::boolean;
    case Kind::time:
      return Type::datetime;
    case Kind::object:
    case Kind::open:
      return Type::dynamic;
    default:
      return Type::string;
  }
}

std::string large_first(std::string_view name) {
  std::string column(name);
  if (!column.empty() && column.front() >= 'a' && column.front() <= 'z')
    column.front() = static_cast<char>(column.front() - ('a' - 'A'));
  return column;
}

}  // namespace

std::string as_kind(const Property& property, std::string kql, Type has) {
  const Type wanted = type_of(property);
  if (has == wanted || (wanted == Type::long_ && has == Type::int_)) return kql;
  switch (wanted) {
    case Type::long_:
      return "tolong(" + kql + ")";
    case Type::real:
      return "toreal(" + kql + ")";
    case Type::boolean:
      return "tobool(" + kql + ")";
    case Type::datetime:
      return "todatetime(" + kql + ")";
    case Type::dynamic:
      return "parse_json(" + kql + ")";
    default:
      return "tostring(" + kql + ")";
  }
}

std::string member_of(std::string_view bag, const Property& member) {
  std::string kql;
  std::size_t count = 0;
  each_alternative(member.source.empty() ? member.name : member.source, [&](std::string_view name) {
    kql += (count++ == 0 ? "" : ", ") + std::string(bag) + "[" + quoted(name) + "]";
  });
  return count == 1 ? kql : "coalesce(" + kql + ")";
}

std::string RowSource::rows(std::string_view argument, std::string_view parent) const {
  const std::string arrived = "(isnull(ingestion_time()) or ingestion_time() <= " + std::string(ceiling_name) + ")";
  if (source_.query.empty()) return std::string(source_.table) + " | where " + arrived;
  std::string query(source_.query);
  put_in_place(query, "{arrived}", arrived);
  put_in_place(query, "{ceiling}", ceiling_name);
  put_in_place(query, "{argument}", argument);
  put_in_place(query, "{parent}", parent);
  return query;
}

std::string RowSource::column_value(const Property& property) const {
  if (schema_ == nullptr) return std::string(property.source.empty() ? property.name : property.source);
  std::vector<std::string> found;
  each_alternative(property.source.empty() ? property.name : property.source, [&](std::string_view name) {
    const std::string column = property.source.empty() ? large_first(name) : std::string(name);
    if (const auto at = schema_->find(column)) found.push_back(as_kind(property, column, schema_->columns[*at].type));
  });
  if (found.size() == 1) return found.front();
  if (found.empty()) {
    const std::string bag(tables::additional_fields);
    return as_kind(property,
                   "coalesce(" + bag + "[" + quoted("properties." + std::string(property.name)) + "], " + bag + "[" +
                       quoted(property.name) + "])",
                   Type::dynamic);
  }
  // A string is never null, so the first one with a text counts.
  std::string kql = found.back();
  for (std::size_t i = found.size() - 1; i-- > 0;) {
    kql = type_of(property) == Type::string ? "iff(isnotempty(" + found[i] + "), " + found[i] + ", " + kql + ")"
                                            : "coalesce(" + found[i] + ", " + kql + ")";
  }
  return kql;
}

std::string RowSource::value(const std::vector<const Property*>& path) const {
  // The longest path that the source has an expression for, then members of it.
  std::string name;
  std::vector<std::string> names;
  for (const Property* property : path) {
    name += (name.empty() ? "" : "/") + std::string(property->name);
    names.push_back(name);
  }
  std::string kql;
  std::size_t done = 0;
  for (std::size_t length = path.size(); length > 0 && done == 0; --length) {
    for (const Expression& expression : source_.expressions) {
      if (expression.path != names[length - 1]) continue;
      kql = expression.kql;
      done = length;
      break;
    }
  }
  if (done == 0) {
    kql = column_value(*path.front());
    done = 1;
  }
  if (done == path.size()) return kql;
  for (; done < path.size(); ++done) kql = member_of(kql, *path[done]);
  return as_kind(*path.back(), kql, Type::dynamic);
}

}  // namespace kelpie::server::graph
