#include "compare/check.hpp"

#include "compare/answers.hpp"

namespace kelpie::differential {

namespace {

std::optional<std::string> compare_outcomes(const Outcome& expected, const Outcome& actual, bool ordered) {
  if (actual.broken) return "The engine throws " + actual.failure;
  if (expected.broken) return "The expected answer throws " + expected.failure;
  // A failing expression may never be met where less is computed.
  if (!expected.rows) return std::nullopt;
  if (!actual.rows) return "The engine fails with " + actual.failure;
  return difference(*expected.rows, *actual.rows, ordered);
}

}  // namespace

std::optional<Failure> check_against_reference(World& world, const Query& query, const Way& way, Coverage& coverage) {
  return check_against_reference(world, query, std::vector<Way>{way}, coverage);
}

std::optional<Failure> check_against_reference(World& world, const Query& query, const std::vector<Way>& ways,
                                               Coverage& coverage) {
  const Outcome expected = world.reference(query.text(), coverage);
  ++coverage.answers;
  if (!expected.rows)
    ++coverage.failed_answers;
  else if (expected.rows->rows.empty())
    ++coverage.empty_answers;
  else
    coverage.rows += expected.rows->rows.size();
  for (const Way& way : ways) {
    const Outcome actual = world.engine(query.text(), way);
    if (auto what = compare_outcomes(expected, actual, query.order == RowOrder::sorted))
      return Failure{query, "", way, std::move(*what), expected, actual};
  }
  return std::nullopt;
}

std::optional<Failure> check_same(World& world, const Query& query, const std::string& other, const Way& way) {
  const Outcome expected = world.engine(other, way), actual = world.engine(query.text(), way);
  if (!expected.rows && !expected.broken) return std::nullopt;
  if (auto what = compare_outcomes(expected, actual, false))
    return Failure{query, other, way, std::move(*what), expected, actual};
  return std::nullopt;
}

std::vector<Way> choose_ways(Random& random, const Query& query, bool store) {
  std::vector<Way> ways{{Storage::flat, true, 1, 4096},
                        {Storage::varied, true, 4, random.percent(50) ? std::size_t{7} : std::size_t{1}}};
  switch (random.below(4)) {
    case 0:
      ways.push_back({Storage::varied, false, 1, 1});
      break;
    case 1:
      ways.push_back({Storage::flat, false, 4, 7});
      break;
    case 2:
      ways.push_back({Storage::varied, true, 1, 4096});
      break;
    default:
      ways.push_back({Storage::varied, false, 4, 4096});
      break;
  }
  if (store && !query.needs_stored_order) ways.push_back({Storage::stored, true, random.percent(50) ? 1u : 4u, 4096});
  return ways;
}

}  // namespace kelpie::differential
