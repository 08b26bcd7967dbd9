#include "executor/binder/predicate_names.hpp"

#include <algorithm>

namespace kelpie::executor {

namespace {

class Names {
 public:
  std::vector<std::string> found;

  void read(const parser::Expression& expression) {
    std::visit([this](const auto& node) { add(node); }, expression.node);
  }

 private:
  void add(const parser::Name& name) {
    if (std::find(found.begin(), found.end(), name.text) == found.end()) found.push_back(name.text);
  }
  void add(const parser::Member& member) { read(*member.base); }
  void add(const parser::Index& index) {
    read(*index.base);
    read(*index.index);
  }
  void add(const parser::Call& call) {
    for (const parser::Argument& argument : call.arguments) read(argument.value);
  }
  void add(const parser::Unary& unary) { read(*unary.operand); }
  void add(const parser::Binary& binary) {
    read(*binary.left);
    read(*binary.right);
  }
  void add(const parser::Between& between) {
    read(*between.value);
    read(*between.low);
    read(*between.high);
  }
  void add(const parser::InList& list) {
    read(*list.value);
    for (const parser::Expression& item : list.list) read(item);
  }
  void add(const parser::Parenthesized& inner) { read(*inner.inner); }
  template <typename Other>
  void add(const Other&) {}
};

}  // namespace

std::vector<std::string> names_in(const parser::Expression& expression) {
  Names names;
  names.read(expression);
  return std::move(names.found);
}

}  // namespace kelpie::executor
