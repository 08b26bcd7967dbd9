#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "executor/binder/binder.hpp"

namespace kelpie::executor {

/// The arguments of a plugin's call. An argument goes to the parameter in its place, or to the one that its name says;
/// what stands behind the last parameter is a list. Whatever is wrong is told, and asking then gives nothing.
class PluginArguments {
 public:
  enum class Names : std::uint8_t { of_parameters, free };  // free: any name may stand in the list, as in `step1 = ...`

  /// The first `required` parameters must be given.
  PluginArguments(Binder& binder, const parser::EvaluateOperator& op, const Relation& input,
                  const EnvironmentPtr& environment, std::vector<std::string_view> parameters, std::size_t required,
                  Names names = Names::of_parameters);

  /// False after an error about the call as a whole: too few arguments, an unknown name.
  [[nodiscard]] bool sound() const { return sound_; }
  [[nodiscard]] const parser::Argument* find(std::string_view parameter) const;
  [[nodiscard]] const std::vector<const parser::Argument*>& list() const { return list_; }
  /// Tells of the first argument of the list where the plugin takes none. True when there is one.
  bool refuse_list();

  /// A column of the input, given by its name.
  std::optional<PlanColumn> column(std::string_view parameter);
  std::optional<PlanColumn> column(const parser::Argument& argument);
  /// A column that a table other than the input has.
  std::optional<PlanColumn> column(const parser::Argument& argument, const Relation& of);
  /// The list as columns that rows can be told apart by.
  std::optional<std::vector<PlanColumn>> dimensions();
  /// A value known before the query runs.
  std::optional<tables::Value> constant(std::string_view parameter);
  std::optional<tables::Value> constant(const parser::Argument& argument);
  /// A whole number in these bounds.
  std::optional<std::int64_t> whole(std::string_view parameter, std::int64_t least, std::int64_t most);
  /// true or false; `otherwise` where it is not given.
  std::optional<bool> flag(std::string_view parameter, bool otherwise);

  void error(std::string message, parser::Span span, std::string hint = {});
  [[nodiscard]] const std::string& plugin() const { return op_.call.function.text; }
  [[nodiscard]] Binder& binder() { return binder_; }
  [[nodiscard]] const EnvironmentPtr& environment() const { return environment_; }

  /// Whether an argument is the name of a column of the input.
  [[nodiscard]] static bool is_column(Binder& binder, const parser::Argument& argument, const Relation& input,
                                      const EnvironmentPtr& environment);

 private:
  Binder& binder_;
  const parser::EvaluateOperator& op_;
  const Relation& input_;
  EnvironmentPtr environment_;
  std::vector<std::string_view> parameters_;
  std::vector<const parser::Argument*> given_;  // one a parameter; nullptr: not given
  std::vector<const parser::Argument*> list_;
  bool sound_ = true;
};

}  // namespace kelpie::executor
