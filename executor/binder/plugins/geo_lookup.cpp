#include <algorithm>
#include <cmath>

#include <s2/mutable_s2shape_index.h>
#include <s2/s2closest_edge_query.h>
#include <s2/s2contains_point_query.h>
#include <s2/s2wrapped_shape.h>

#include "executor/binder/plugins/plugin.hpp"
#include "executor/functions/geo/detail/shapes.hpp"
#include "executor/functions/geo/detail/sphere.hpp"
#include "executor/operators/execution.hpp"
#include "executor/plan/rows_function.hpp"

namespace kelpie::executor {

using tables::Type;
using tables::Value;
using tables::Vector;

namespace {

enum class LookupShape { line, polygon };

struct GeoLookup {
  LookupShape shape = LookupShape::polygon;
  std::optional<double> radius;  // metres; nothing: a polygon holds the point
  bool keeps_unmatched = false;
  // Among the input's columns, the last two of which are the position; the others are shown.
  std::size_t shown_input = 0;
  // Among the lookup table's columns, the last of which is the shape.
  std::vector<std::size_t> shown_lookup;
};

/// The shapes of a lookup table under one index.
class ShapeTable {
 public:
  ShapeTable(LookupShape kind, const Vector& column, Execution& execution) {
    for (std::size_t row = 0; row < column.size(); ++row) {
      if (row % 256 == 0) execution.check();
      const Value value = column.value_at(row);
      if (value.is_null()) continue;
      const tables::DynamicView geojson(value.as_text());
      if (kind == LookupShape::line) {
        if (auto line = geo::read_line(geojson)) add(line->index(), row), kept_.push_back(std::move(line));
      } else if (auto polygon = geo::read_polygon(geojson)) {
        add(polygon->index(), row), kept_.push_back(std::move(polygon));
      }
    }
    index_.ForceBuild();
  }

  /// The rows whose polygon holds the point, in order.
  void find_containing(const S2Point& point, std::vector<std::uint32_t>& rows) const {
    S2ContainsPointQuery<MutableS2ShapeIndex> query(&index_);
    query.VisitContainingShapes(point, [&](S2Shape* shape) {
      rows.push_back(rows_[static_cast<std::size_t>(shape->id())]);
      return true;
    });
    in_order(rows);
  }
  /// The rows whose shape is no farther than `limit`, in order.
  void find_within(const S2Point& point, S1ChordAngle limit, std::vector<std::uint32_t>& rows) const {
    S2ClosestEdgeQuery query(&index_);
    query.mutable_options()->set_inclusive_max_distance(limit);
    S2ClosestEdgeQuery::PointTarget target(point);
    for (const S2ClosestEdgeQuery::Result& edge : query.FindClosestEdges(&target)) {
      rows.push_back(rows_[static_cast<std::size_t>(edge.shape_id())]);
    }
    in_order(rows);
  }

 private:
  void add(const MutableS2ShapeIndex& shapes, std::size_t row) {
    for (const S2Shape* shape : shapes) {
      index_.Add(std::make_unique<S2WrappedShape>(shape));
      rows_.push_back(static_cast<std::uint32_t>(row));
    }
  }
  static void in_order(std::vector<std::uint32_t>& rows) {
    std::sort(rows.begin(), rows.end());
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
  }

  std::vector<std::shared_ptr<const void>> kept_;
  std::vector<std::uint32_t> rows_;  // of the index's shapes
  MutableS2ShapeIndex index_;
};

class GeoLookupRows final : public RowsFunction {
 public:
  explicit GeoLookupRows(GeoLookup lookup) : lookup_(std::move(lookup)) {}

  [[nodiscard]] std::string describe() const override {
    return std::string(lookup_.shape == LookupShape::line ? "geo_line_lookup" : "geo_polygon_lookup") +
           (lookup_.keeps_unmatched ? " leftouter" : "");
  }

  [[nodiscard]] Batch run(std::span<const Batch> inputs, const PlanNode&, Execution& execution) const override {
    const Batch& input = inputs[0];
    const Batch& table = inputs[1];
    const ShapeTable shapes(lookup_.shape, table.columns.back(), execution);
    const Vector& longitudes = input.columns[input.columns.size() - 2];
    const Vector& latitudes = input.columns.back();
    std::vector<std::uint32_t> input_rows, table_rows, found;
    for (std::size_t row = 0; row < input.rows; ++row) {
      if (row % 1024 == 0) execution.check();
      found.clear();
      find(shapes, longitudes.value_at(row), latitudes.value_at(row), found);
      execution.count_intermediate(found.size());
      if (found.empty() && lookup_.keeps_unmatched) found.push_back(Vector::no_row);
      input_rows.insert(input_rows.end(), found.size(), static_cast<std::uint32_t>(row));
      table_rows.insert(table_rows.end(), found.begin(), found.end());
    }
    Batch result{.rows = input_rows.size(), .columns = {}};
    for (std::size_t i = 0; i < lookup_.shown_input; ++i) result.columns.push_back(input.columns[i].gather(input_rows));
    for (const std::size_t i : lookup_.shown_lookup)
      result.columns.push_back(table.columns[i].gather_or_null(table_rows));
    return result;
  }

 private:
  void find(const ShapeTable& shapes, const Value& longitude, const Value& latitude,
            std::vector<std::uint32_t>& found) const {
    if (longitude.is_null() || latitude.is_null()) return;
    const std::optional<S2Point> point = geo::position(longitude.as_real(), latitude.as_real());
    if (!point) return;
    if (lookup_.radius)
      shapes.find_within(*point, S1ChordAngle(geo::arc_of(*lookup_.radius)), found);
    else
      shapes.find_containing(*point, found);
  }

  GeoLookup lookup_;
};

/// A call's arguments: the first four by place, in one of the two orders in which they have been published, the rest by
/// place or name.
///   (LookupTable, LookupKey, Longitude, Latitude, radius, return_unmatched, lookup_area_radius, return_lookup_key)
///   (LookupTable, Longitude, Latitude, LookupKey, radius, return_unmatched, join_hint), which always gives the key
struct Arguments {
  const parser::Expression* longitude = nullptr;
  const parser::Expression* latitude = nullptr;
  PlanColumn key;
  std::optional<double> radius;
  bool keeps_unmatched = false;
  bool gives_key = false;
};

const PlanColumn* dynamic_column(Binder& binder, const Relation& table, const parser::Expression& expression) {
  const auto* name = std::get_if<parser::Name>(&expression.node);
  const PlanColumn* column = name == nullptr ? nullptr : binder.find_column(table, name->text);
  return column != nullptr && column->type == Type::dynamic ? column : nullptr;
}

class ArgumentReader {
 public:
  ArgumentReader(Binder& binder, const parser::EvaluateOperator& op, const EnvironmentPtr& environment)
      : binder_(binder), call_(op.call), environment_(environment) {}

  /// Nothing after an error, which has been told.
  std::optional<Arguments> read(const Relation& table, LookupShape shape) {
    const auto& given = call_.arguments;
    Arguments read;
    const PlanColumn* first = dynamic_column(binder_, table, given[1].value);
    const PlanColumn* key = first != nullptr ? first : dynamic_column(binder_, table, given[3].value);
    if (key == nullptr) {
      binder_.error("KS109", call_.function.text + " takes the name of a dynamic column of the lookup table.",
                    given[1].span, call_.function.text + "(Table, KeyColumn, Longitude, Latitude)");
      return std::nullopt;
    }
    read.key = *key;
    read.longitude = &given[first != nullptr ? 2 : 1].value;
    read.latitude = &given[first != nullptr ? 3 : 2].value;
    read.gives_key = first == nullptr;
    constexpr std::string_view places[] = {"radius", "return_unmatched", "lookup_area_radius", "return_lookup_key"};
    for (std::size_t i = 4; i < given.size(); ++i) {
      const std::string_view name = given[i].name ? std::string_view(given[i].name->text)
                                    : i - 4 < 4   ? places[i - 4]
                                                  : std::string_view();
      if (!read_option(name, given[i], read)) return std::nullopt;
    }
    if (shape == LookupShape::line && !read.radius) {
      binder_.error("KS109", "geo_line_lookup needs a radius in metres.", call_.span,
                    "geo_line_lookup(Table, KeyColumn, Longitude, Latitude, 100)");
      return std::nullopt;
    }
    return read;
  }

 private:
  bool read_option(std::string_view name, const parser::Argument& argument, Arguments& read) {
    if (name == "radius") {
      read.radius = metres(argument);
      return read.radius.has_value();
    }
    if (name == "lookup_area_radius" || name == "join_hint")
      return metres(argument).has_value();  // advice; the index needs none
    if (name == "return_unmatched" || name == "return_lookup_key") {
      const std::optional<Value> value = constant(argument, Type::boolean, "true or false");
      if (value) (name == "return_unmatched" ? read.keeps_unmatched : read.gives_key) = value->as_bool();
      return value.has_value();
    }
    binder_.error("KS109", call_.function.text + " takes no argument like this one.", argument.span,
                  "radius, return_unmatched, lookup_area_radius and return_lookup_key are known");
    return false;
  }
  std::optional<double> metres(const parser::Argument& argument) {
    const std::optional<Value> value = constant(argument, Type::real, "a number of metres");
    if (value && value->as_real() >= 0 && std::isfinite(value->as_real())) return value->as_real();
    if (value) binder_.error("KS109", "A radius is a number of metres that is not negative.", argument.span);
    return std::nullopt;
  }
  std::optional<Value> constant(const parser::Argument& argument, Type type, const std::string& what) {
    const ExpressionPtr bound = binder_.bind_expression(argument.value, {environment_});
    if (!bound) return std::nullopt;
    const bool fits = type == Type::boolean ? bound->type == type : tables::is_numeric(bound->type);
    const std::optional<Value> value = fits ? binder_.constant_value(binder_.cast(bound, type), what) : std::nullopt;
    if (!fits || (value && value->is_null())) {
      binder_.error("KS109", "This argument of " + call_.function.text + " is " + what + ".", argument.span);
      return std::nullopt;
    }
    return value;
  }

  Binder& binder_;
  const parser::Call& call_;
  const EnvironmentPtr& environment_;
};

/// The relation's visible columns and these expressions behind them.
Relation with_columns(Binder& binder, const Relation& relation, const std::vector<ExpressionPtr>& more,
                      parser::Span span) {
  Project project;
  std::vector<PlanColumn> columns = binder.visible_columns(relation);
  for (const PlanColumn& column : columns) project.expressions.push_back(Binder::reference(column));
  for (const ExpressionPtr& expression : more) {
    project.expressions.push_back(expression);
    columns.push_back(binder.new_column("", expression->type));
  }
  Relation result = relation;
  result.plan = make_plan(std::move(project), {relation.plan}, std::move(columns), span);
  return result;
}

std::optional<Relation> bind_geo_lookup(LookupShape shape, Binder& binder, const parser::EvaluateOperator& op,
                                        Relation input, const EnvironmentPtr& environment) {
  const std::string& name = op.call.function.text;
  const auto& given = op.call.arguments;
  const std::size_t least = shape == LookupShape::line ? 5 : 4;
  if (given.size() < least || given.size() > 8) {
    binder.error("KS109",
                 name + " takes " + std::to_string(least) +
                     " to 8 arguments: a lookup table, its column of shapes, longitude and latitude first.",
                 op.call.span, name + "(Table, KeyColumn, Longitude, Latitude, ...)");
    return std::nullopt;
  }
  auto table = binder.bind_table(given[0].value, environment);
  if (!table || table->open) {
    input.open = true;
    return input;
  }
  const auto arguments = ArgumentReader(binder, op, environment).read(*table, shape);
  if (!arguments) return std::nullopt;
  std::vector<ExpressionPtr> position;
  for (const parser::Expression* expression : {arguments->longitude, arguments->latitude}) {
    const ExpressionPtr bound = binder.bind_expression(*expression, {environment, &input});
    if (!bound) return std::nullopt;
    if (!tables::is_numeric(bound->type)) {
      binder.error("KS108", "Longitude and latitude are numbers of degrees.", span_of(*expression));
      return std::nullopt;
    }
    position.push_back(binder.cast(bound, Type::real));
  }

  GeoLookup lookup{.shape = shape,
                   .radius = arguments->radius,
                   .keeps_unmatched = arguments->keeps_unmatched,
                   .shown_input = 0,
                   .shown_lookup = {}};
  std::vector<PlanColumn> columns;
  UniqueNames names;
  for (const PlanColumn& column : binder.visible_columns(input))
    columns.push_back(binder.new_column(names.add(column.name), column.type));
  lookup.shown_input = columns.size();
  const std::vector<PlanColumn> looked_up = binder.visible_columns(*table);
  for (std::size_t i = 0; i < looked_up.size(); ++i) {
    if (looked_up[i].id == arguments->key.id && !arguments->gives_key) continue;
    lookup.shown_lookup.push_back(i);
    columns.push_back(binder.new_column(names.add(looked_up[i].name), looked_up[i].type));
  }
  const Relation points = with_columns(binder, input, position, op.span);
  const Relation shapes = with_columns(binder, *table, {Binder::reference(arguments->key)}, op.span);
  Relation result;
  result.open = input.open;
  result.plan = make_plan(ComputeRows{std::make_shared<const GeoLookupRows>(std::move(lookup))},
                          {points.plan, shapes.plan}, std::move(columns), op.span);
  return result;
}

}  // namespace

std::optional<Relation> bind_geo_line_lookup(Binder& binder, const parser::EvaluateOperator& op, Relation input,
                                             const EnvironmentPtr& environment) {
  return bind_geo_lookup(LookupShape::line, binder, op, std::move(input), environment);
}

std::optional<Relation> bind_geo_polygon_lookup(Binder& binder, const parser::EvaluateOperator& op, Relation input,
                                                const EnvironmentPtr& environment) {
  return bind_geo_lookup(LookupShape::polygon, binder, op, std::move(input), environment);
}

}  // namespace kelpie::executor
