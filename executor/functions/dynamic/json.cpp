#include "executor/functions/dynamic/canonical.hpp"
#include "executor/functions/dynamic/dynamic_functions.hpp"
#include "executor/functions/dynamic/json_path.hpp"
#include "executor/functions/row_kernel.hpp"
#include "executor/functions/scalar_column.hpp"
#include "tables/text.hpp"

namespace kelpie::executor {

using tables::DynamicKind;
using tables::DynamicView;
using tables::TextArena;
using tables::Type;
using tables::Value;

namespace {

/// Text that is no JSON becomes a dynamic string; "" becomes null.
KernelFactory parse_text() {
  return rows([](TextArena& arena, std::string_view text) -> std::optional<std::string_view> {
    if (text.empty()) return std::nullopt;
    if (const auto parsed = tables::parse_json(text)) {
      if (DynamicView(*parsed).is_null()) return std::nullopt;
      return arena.put(*parsed);
    }
    tables::DynamicBuilder builder;
    builder.string(text);
    return arena.put(builder.finish());
  });
}

KernelFactory parse_dynamic() {
  return rows([](TextArena&, DynamicView value) { return value.bytes(); });
}

/// The path of a call: read once when it is known before the query runs, else once a row. A malformed path leads
/// nowhere.
class CallPath {
 public:
  explicit CallPath(const CallSite& site) : known_(site.constant(0) != nullptr) {
    if (known_) path_ = parse_json_path(site.constant(0)->as_text());
  }
  /// A null view where nothing is found; `document` must outlive it.
  [[nodiscard]] DynamicView find(DynamicView document, std::string_view text) const {
    const std::optional<Path> path = known_ ? std::nullopt : parse_json_path(text);
    const std::optional<Path>& use = known_ ? path_ : path;
    return use ? follow(document, *use) : DynamicView{};
  }

 private:
  bool known_;
  std::optional<Path> path_;
};

KernelFactory extract_text() {
  return prepared([](const CallSite& site) {
    return [path = CallPath(site)](TextArena& arena, std::string_view path_text, std::string_view json) {
      const auto parsed = tables::parse_json(json);
      return parsed ? arena.put(tables::to_text(path.find(DynamicView(*parsed), path_text))) : std::string_view{};
    };
  });
}

/// A JSON value as another type: numbers truncate to whole ones, everything else goes by its text.
Value converted(DynamicView value, Type type) {
  if (type == Type::dynamic) return value.is_null() ? Value(Type::dynamic) : Value::dynamic(std::string(value.bytes()));
  if (tables::is_integer(type) && value.kind() == DynamicKind::real) {
    const double real = value.as_real();
    if (!(real > -9.2e18 && real < 9.2e18)) return Value(type);
    const auto whole = static_cast<std::int64_t>(real);
    return type == Type::int_ ? Value::int_(static_cast<std::int32_t>(whole)) : Value::long_(whole);
  }
  return tables::value_from_text(type, tables::to_text(value));
}

class ExtractTyped final : public Kernel {
 public:
  explicit ExtractTyped(const CallSite& site) : path_(site), type_(site.result_type) {}
  [[nodiscard]] tables::Vector evaluate(std::span<const tables::Vector> arguments, std::size_t rows) const override {
    const ScalarColumn paths(arguments[0]);
    const ScalarColumn json(arguments[1]);
    tables::ColumnBuilder builder(type_);
    for (std::size_t row = 0; row < rows; ++row) {
      const auto parsed = tables::parse_json(json.get<std::string_view>(row));
      if (parsed)
        builder.append(converted(path_.find(DynamicView(*parsed), paths.get<std::string_view>(row)), type_));
      else
        builder.append_null();
    }
    return builder.finish();
  }

 private:
  CallPath path_;
  Type type_;
};

KernelFactory extract_typed() {
  return
      [](const CallSite& site) -> std::shared_ptr<const Kernel> { return std::make_shared<const ExtractTyped>(site); };
}

/// The type that the literal in the last argument stands for: a type's name, or the null of a type ("" of string).
std::optional<Type> literal_type(std::span<const Type>, std::span<const std::optional<Value>> constants) {
  const auto& literal = constants.back();
  if (!literal) return std::nullopt;
  if (literal->type() != Type::string) return literal->type();
  return literal->as_text().empty() ? Type::string : tables::type_from_name(literal->as_text());
}

KernelFactory canonical_json() {
  return rows([](TextArena& arena, DynamicView value) {
    std::string json;
    append_canonical_json(value, json);
    return arena.put(json);
  });
}

class TextOfAny final : public Kernel {
 public:
  [[nodiscard]] tables::Vector evaluate(std::span<const tables::Vector> arguments, std::size_t rows) const override {
    const ScalarColumn value(arguments[0]);
    tables::FlatBuilder<std::string_view> builder(Type::string, rows);
    for (std::size_t row = 0; row < rows; ++row) builder.set(row, builder.arena().put(value.text(row)));
    return builder.finish();
  }
};

KernelFactory text_of_any() {
  return [](const CallSite&) -> std::shared_ptr<const Kernel> { return std::make_shared<const TextOfAny>(); };
}

}  // namespace

void add_json_functions(FunctionRegistry& registry) {
  registry.add(ScalarFunction{
      .name = "parse_json",
      .aliases = {"todynamic", "parsejson", "toobject"},
      .category = "dynamic",
      .summary = "Reads JSON text as a dynamic value; text that is no JSON becomes a dynamic string.",
      .example = R"(print parse_json('{"user": "ada", "roles": [1, 2]}').roles[1])",
      .naming = ResultNaming::first_argument,
      .overloads = {{"(json:string) -> dynamic", parse_text()}, {"(json:dynamic) -> dynamic", parse_dynamic()}}});
  registry.add(ScalarFunction{
      .name = "extract_json",
      .aliases = {"extractjson"},
      .category = "dynamic",
      .summary = "Takes the value that a JSONPath leads to out of JSON text, as a string or as the type given.",
      .example = R"(print extract_json('$.user.id', '{"user": {"id": 7}}', typeof(long)))",
      .overloads = {{"(const path:string, json:string) -> string", extract_text()},
                    {"(const path:string, json:string, const type:type) -> custom", extract_typed(), literal_type}}});
  registry.add(
      ScalarFunction{.name = "dynamic_to_json",
                     .category = "dynamic",
                     .summary = "Writes a value as JSON with sorted keys, so that equal values give equal text.",
                     .example = R"(print dynamic_to_json(dynamic({"b": 1, "a": [2, 3]})))",
                     .overloads = {{"(value:dynamic) -> string", canonical_json()},
                                   {"(value:boolean|number|string|datetime|timespan|guid) -> string", text_of_any()}}});
}

}  // namespace kelpie::executor
