#include "executor/functions/string_operators/operator_kernel.hpp"

#include "tables/builder.hpp"

namespace kelpie::executor {

namespace {

using tables::Type;
using tables::Value;
using tables::Vector;

class NeedleKernel final : public Kernel {
 public:
  NeedleKernel(NeedleMatcher matcher, bool negated) : matcher_(std::move(matcher)), negated_(negated) {}

  [[nodiscard]] Vector evaluate(std::span<const Vector> arguments, std::size_t rows) const override {
    const auto* texts = arguments[0].values<std::string_view>();
    if (arguments[0].is_constant()) {
      std::string scratch;
      return Vector::constant(Value::boolean(matcher_.matches(texts[0], scratch) != negated_), rows);
    }
    tables::FlatBuilder<std::uint8_t> builder(Type::boolean, rows);
    matcher_.match_all(texts, rows, builder.values());
    if (negated_) {
      for (std::size_t row = 0; row < rows; ++row) builder.values()[row] ^= 1;
    }
    return builder.finish();
  }

 private:
  NeedleMatcher matcher_;
  bool negated_;
};

/// The needle differs from row to row.
class VaryingNeedleKernel final : public Kernel {
 public:
  VaryingNeedleKernel(TextQuestion question, CaseRule rule, bool negated)
      : question_(question), rule_(rule), negated_(negated) {}

  [[nodiscard]] Vector evaluate(std::span<const Vector> arguments, std::size_t rows) const override {
    if (arguments[1].is_constant()) {
      const NeedleMatcher matcher(question_, rule_, arguments[1].values<std::string_view>()[0]);
      return NeedleKernel(matcher, negated_).evaluate(arguments, rows);
    }
    const auto* texts = arguments[0].values<std::string_view>();
    const auto* needles = arguments[1].values<std::string_view>();
    const std::size_t step = arguments[0].is_constant() ? 0 : 1;
    tables::FlatBuilder<std::uint8_t> builder(Type::boolean, rows);
    std::string scratch;
    for (std::size_t row = 0; row < rows; ++row) {
      const bool matched = NeedleMatcher(question_, rule_, needles[row]).matches(texts[row * step], scratch);
      builder.set(row, matched != negated_ ? 1 : 0);
    }
    return builder.finish();
  }

 private:
  TextQuestion question_;
  CaseRule rule_;
  bool negated_;
};

}  // namespace

KernelFactory needle_operator(TextQuestion question, CaseRule rule, bool negated) {
  return [=](const CallSite& site) -> std::shared_ptr<const Kernel> {
    if (const Value* needle = site.constant(1))
      return std::make_shared<const NeedleKernel>(NeedleMatcher(question, rule, needle->as_text()), negated);
    return std::make_shared<const VaryingNeedleKernel>(question, rule, negated);
  };
}

}  // namespace kelpie::executor
