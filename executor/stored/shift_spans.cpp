#include "executor/stored/shift_spans.hpp"

#include <boost/pfr.hpp>
#include <optional>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

namespace kelpie::executor {

namespace {

/// Goes through the tree by the shape of its types: a node is an aggregate, its parts are its fields.
class SpanShift {
 public:
  explicit SpanShift(std::uint32_t offset) : offset_(offset) {}

  void operator()(parser::Span& span) const {
    if (span == parser::Span{}) return;
    span.begin += offset_;
    span.end += offset_;
  }
  void operator()(std::string&) const {}
  template <typename T>
  void operator()(std::vector<T>& list) const {
    for (T& element : list) (*this)(element);
  }
  template <typename T>
  void operator()(std::optional<T>& part) const {
    if (part) (*this)(*part);
  }
  template <typename T>
  void operator()(parser::Box<T>& box) const {
    (*this)(*box);
  }
  template <typename... T>
  void operator()(std::variant<T...>& node) const {
    std::visit(*this, node);
  }
  template <typename T>
  void operator()(T& part) const {
    if constexpr (!std::is_arithmetic_v<T> && !std::is_enum_v<T>) boost::pfr::for_each_field(part, *this);
  }

 private:
  std::uint32_t offset_;
};

}  // namespace

void shift_spans(parser::FunctionLiteral& function, std::uint32_t offset) { SpanShift{offset}(function); }

}  // namespace kelpie::executor
