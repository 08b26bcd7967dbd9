#pragma once

#include <memory>
#include <string_view>

#include "executor/functions/kernel.hpp"
#include "executor/functions/regex/pattern.hpp"

namespace kelpie::executor {

/// An argument that is a regular expression: compiled once when it is constant, otherwise for each row.
class PatternArgument {
 public:
  /// Throws QueryError when the constant is malformed.
  PatternArgument(const CallSite& site, std::size_t index) {
    if (const tables::Value* constant = site.constant(index))
      known_ = std::make_shared<const Pattern>(constant->as_text());
  }
  template <typename F>
  auto with(std::string_view source, F&& f) const {
    return known_ ? f(*known_) : f(Pattern(source));
  }

 private:
  std::shared_ptr<const Pattern> known_;
};

}  // namespace kelpie::executor
