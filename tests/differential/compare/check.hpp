#pragma once

#include <optional>
#include <string>

#include "compare/world.hpp"

namespace kelpie::differential {

/// A query whose answers are not what they should be.
struct Failure {
  Query query;
  /// Empty: the interpreter's answer is expected. Otherwise that of this other query.
  std::string other;
  Way way;
  std::string what;
  Outcome expected, actual;
};

/// The answer of the engine in one way against the interpreter's.
[[nodiscard]] std::optional<Failure> check_against_reference(World& world, const Query& query, const Way& way,
                                                             Coverage& coverage);
/// The same for several ways; the interpreter runs once.
[[nodiscard]] std::optional<Failure> check_against_reference(World& world, const Query& query,
                                                             const std::vector<Way>& ways, Coverage& coverage);
/// Two queries that must give the same rows.
[[nodiscard]] std::optional<Failure> check_same(World& world, const Query& query, const std::string& other,
                                                const Way& way);

/// The ways in which a query is run: always the usual one, and some others.
[[nodiscard]] std::vector<Way> choose_ways(Random& random, const Query& query, bool store);

/// A smaller failure of the same kind: steps, rows and columns left out while the answers still differ. `world` is
/// replaced by one with less in it.
[[nodiscard]] Failure shrink(std::unique_ptr<World>& world, Failure failure);

}  // namespace kelpie::differential
