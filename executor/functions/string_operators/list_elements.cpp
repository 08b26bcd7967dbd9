#include "executor/functions/string_operators/list_elements.hpp"

#include "tables/builder.hpp"
#include "tables/dynamic.hpp"
#include "tables/text.hpp"

namespace kelpie::executor {

namespace {

using tables::DynamicKind;
using tables::DynamicView;
using tables::Type;
using tables::Value;
using tables::Vector;

Vector match_all(const ListMatcher& matcher, const Vector& texts, std::size_t rows, bool negated) {
  const auto* values = texts.values<std::string_view>();
  std::string scratch;
  if (texts.is_constant())
    return Vector::constant(Value::boolean(matcher.matches(values[0], scratch) != negated), rows);
  tables::FlatBuilder<std::uint8_t> builder(Type::boolean, rows);
  for (std::size_t row = 0; row < rows; ++row)
    builder.set(row, matcher.matches(values[row], scratch) != negated ? 1 : 0);
  return builder.finish();
}

class ConstantListKernel final : public Kernel {
 public:
  ConstantListKernel(std::shared_ptr<const ListMatcher> matcher, bool negated)
      : matcher_(std::move(matcher)), negated_(negated) {}
  [[nodiscard]] Vector evaluate(std::span<const Vector> arguments, std::size_t rows) const override {
    return match_all(*matcher_, arguments[0], rows, negated_);
  }

 private:
  std::shared_ptr<const ListMatcher> matcher_;
  bool negated_;
};

class VaryingListKernel final : public Kernel {
 public:
  VaryingListKernel(ListMatcherFactory make, bool negated) : make_(std::move(make)), negated_(negated) {}
  [[nodiscard]] Vector evaluate(std::span<const Vector> arguments, std::size_t rows) const override {
    const auto matcher_at = [&](std::size_t row) {
      std::vector<std::string> elements;
      for (const Vector& argument : arguments.subspan(1)) append_elements(argument.value_at(row), elements);
      return make_(std::move(elements));
    };
    bool constant = rows > 0;
    for (const Vector& argument : arguments.subspan(1)) constant = constant && argument.is_constant();
    if (constant) return match_all(*matcher_at(0), arguments[0], rows, negated_);
    tables::FlatBuilder<std::uint8_t> builder(Type::boolean, rows);
    const auto* values = arguments[0].values<std::string_view>();
    const std::size_t step = arguments[0].is_constant() ? 0 : 1;
    std::string scratch;
    for (std::size_t row = 0; row < rows; ++row) {
      builder.set(row, matcher_at(row)->matches(values[row * step], scratch) != negated_ ? 1 : 0);
    }
    return builder.finish();
  }

 private:
  ListMatcherFactory make_;
  bool negated_;
};

}  // namespace

void append_elements(const Value& value, std::vector<std::string>& elements) {
  if (value.type() == Type::dynamic && !value.is_null()) {
    const DynamicView view(value.as_text());
    if (view.kind() == DynamicKind::array) {
      for (std::size_t i = 0; i < view.size(); ++i) elements.push_back(tables::to_text(view.element(i)));
      return;
    }
  }
  elements.push_back(tables::to_text(value));
}

KernelFactory list_operator(ListMatcherFactory make, bool negated) {
  return [make = std::move(make), negated](const CallSite& site) -> std::shared_ptr<const Kernel> {
    std::vector<std::string> elements;
    for (std::size_t i = 1; i < site.size(); ++i) {
      const Value* element = site.constant(i);
      if (element == nullptr) return std::make_shared<const VaryingListKernel>(make, negated);
      append_elements(*element, elements);
    }
    return std::make_shared<const ConstantListKernel>(make(std::move(elements)), negated);
  };
}

}  // namespace kelpie::executor
