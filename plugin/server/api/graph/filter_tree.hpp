#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace kelpie::server::graph {

/// A name of a path, and where it begins in the text.
struct Name {
  std::string text;
  std::size_t at = 0;
};

/// "status/errorCode", or "p/result" where p is the variable of an any() or all() around.
struct Path {
  std::vector<Name> names;
  [[nodiscard]] std::size_t at() const { return names.empty() ? 0 : names.front().at; }
  [[nodiscard]] std::string text() const;
};

struct Literal {
  enum class Kind : std::uint8_t { null, boolean, whole, real, text, guid, time };
  Kind kind = Kind::null;
  std::string text;  // without quotes; of the others as written
  std::size_t at = 0;
  bool boolean = false;
  std::int64_t whole = 0;  // of time: ticks
  double real = 0;
};

enum class Comparison : std::uint8_t { eq, ne, gt, ge, lt, le };
[[nodiscard]] std::string_view name_of(Comparison comparison);

/// A $filter as it was written (OData 4.01, part 2, section 5.1.1).
struct Filter {
  enum class Kind : std::uint8_t {
    all_of,      // and: parts
    any_of,      // or: parts
    negated,     // not: parts[0]
    constant,    // true, false: literals[0]
    flag,        // a path of type boolean
    comparison,  // path, comparison, literals[0]
    one_of,      // in: path, literals
    starts_with,
    ends_with,
    contains,  // path, literals[0]
    any,
    all,  // over a collection: path, variable, parts[0]; any() has no parts
  };
  Kind kind = Kind::constant;
  std::size_t at = 0;
  Comparison comparison = Comparison::eq;
  std::vector<Filter> parts;
  Path path;
  std::vector<Literal> literals;
  Name variable;
};

}  // namespace kelpie::server::graph
