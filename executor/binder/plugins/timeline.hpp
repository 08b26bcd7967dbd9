#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "executor/binder/plugins/plugin_arguments.hpp"
#include "executor/operators/plugins/moment.hpp"

namespace kelpie::executor {

/// The column that a plugin goes along, and how constants are read that lie on it.
class Timeline {
 public:
  /// Of datetimes, timespans or numbers; tells of any other column.
  [[nodiscard]] static std::optional<Timeline> bind(PluginArguments& arguments, std::string_view parameter);

  [[nodiscard]] const PlanColumn& column() const { return column_; }
  [[nodiscard]] tables::Type type() const { return column_.type; }
  /// What a distance on it is: timespan, or the number's type.
  [[nodiscard]] tables::Type distance_type() const;

  [[nodiscard]] std::optional<Moment> moment(PluginArguments& arguments, std::string_view parameter) const;
  /// A length above 0.
  [[nodiscard]] std::optional<Moment> length(PluginArguments& arguments, std::string_view parameter) const;
  /// A length, or 'week', 'month' or 'year'; periods of a length begin at `origin`.
  [[nodiscard]] std::optional<Periods> periods(PluginArguments& arguments, std::string_view parameter,
                                               Moment origin) const;

  /// The columns that Activities take, of the rows from `from` to `to` (both in it; nullptr: no bound): times, which
  /// become numbers of 64 bits, ids, dimensions.
  [[nodiscard]] Relation activities(Binder& binder, const Relation& input, const PlanColumn& id,
                                    const std::vector<PlanColumn>& dimensions, const Moment* from,
                                    const Moment* to) const;
  /// A moment as a constant of the column's type.
  [[nodiscard]] tables::Value value(Moment moment) const;

 private:
  explicit Timeline(PlanColumn column) : column_(std::move(column)) {}
  PlanColumn column_;
};

/// What a plugin over activities is asked with, besides its own arguments.
struct BoundActivities {
  Timeline timeline;
  PlanColumn id;
  std::vector<PlanColumn> dimensions;

  /// The columns of a result: the timeline, the dimensions, and others.
  [[nodiscard]] std::vector<PlanColumn> columns(
      Binder& binder, std::initializer_list<std::pair<const char*, tables::Type>> others) const;
  /// The result of a function of the activities from `from` to `to` (both in it; nullptr: no bound).
  [[nodiscard]] Relation relation(Binder& binder, const Relation& input, const Moment* from, const Moment* to,
                                  std::shared_ptr<const RowsFunction> function, std::vector<PlanColumn> columns) const;
};
/// Reads IdColumn, TimelineColumn and, from the list, the dimensions.
[[nodiscard]] std::optional<BoundActivities> bind_activities(PluginArguments& arguments);

/// How many arguments behind IdColumn and TimelineColumn, up to the first dimension, are no columns.
[[nodiscard]] std::size_t constants_behind_columns(Binder& binder, const parser::EvaluateOperator& op,
                                                   const Relation& input, const EnvironmentPtr& environment);

/// The plan of a function over rows; its columns are those that it makes.
[[nodiscard]] Relation computed_by(std::shared_ptr<const RowsFunction> function, std::vector<PlanPtr> inputs,
                                   std::vector<PlanColumn> columns, parser::Span span);

}  // namespace kelpie::executor
