#include "executor/operators/patterns/log_clusters.hpp"

#include <boost/test/unit_test.hpp>

#include "executor/operators/execution.hpp"

using namespace kelpie::executor;

namespace {

/// The clusters as "rows pattern (representative)", and the rows of none.
std::string clusters_of(const std::vector<std::pair<std::string_view, std::uint64_t>>& weighted,
                        const LogClusterOptions& options) {
  const QueryContext context;
  Execution execution(context);
  std::vector<std::string_view> texts;
  std::vector<std::uint64_t> rows;
  for (const auto& [text, count] : weighted) {
    texts.push_back(text);
    rows.push_back(count);
  }
  const LogClusters found = cluster_logs(texts, rows, options, execution);
  std::string result;
  std::uint64_t in_clusters = 0;
  for (const LogClusters::Cluster& cluster : found.clusters) {
    in_clusters += cluster.rows;
    result += std::to_string(cluster.rows) + " " + cluster.pattern + " (" + std::string(texts[cluster.representative]) +
              ")\n";
  }
  std::uint64_t all = 0;
  for (const std::uint64_t count : rows) all += count;
  BOOST_TEST(in_clusters + found.other_rows == all);
  return result + std::to_string(found.other_rows);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(log_clusters)

BOOST_AUTO_TEST_CASE(words_of_many_rows_stay) {
  BOOST_TEST(clusters_of({{"San Jose", 10}, {"San Diego", 9}, {"Paris", 20}, {"Oslo", 1}}, {0.3, ""}) ==
             "20 Paris (Paris)\n19 San * (San Jose)\n1");
}

BOOST_AUTO_TEST_CASE(what_varies_between_words_is_one_star) {
  BOOST_TEST(clusters_of({{"took 1.5 s", 4}, {"took 20 s", 4}}, {0.1, ""}) == "8 took * s (took 1.5 s)\n0");
  BOOST_TEST(clusters_of({{"v1.0: a b c", 4}, {"v1.0: x y c", 4}}, {0.6, ""}) == "8 v1.* c (v1.0: a b c)\n0");
}

BOOST_AUTO_TEST_CASE(what_all_share_is_no_star) {
  BOOST_TEST(clusters_of({{"http 1 ok", 4}, {"http 1 bad", 4}}, {0.6, ""}) == "8 http * (http 1 ok)\n0");
  BOOST_TEST(clusters_of({{"http 1 ok", 9}}, {0.1, ""}) == "9 http 1 ok (http 1 ok)\n0");
}

BOOST_AUTO_TEST_CASE(named_separators_go_with_what_they_part) {
  BOOST_TEST(clusters_of({{"aZ1Zb", 2}, {"aZ2Zb", 2}}, {0.1, "Z"}) == "4 a*b (aZ1Zb)\n0");
  BOOST_TEST(clusters_of({{"a b-1", 2}, {"a b-2", 2}}, {0.1, "-"}) == "4 a b* (a b-1)\n0");
}

BOOST_AUTO_TEST_CASE(a_text_without_words_is_in_no_cluster) {
  BOOST_TEST(clusters_of({{"", 5}, {"--", 5}}, {0.1, ""}) == "10");
  BOOST_TEST(clusters_of({}, {0.1, ""}) == "0");
}

BOOST_AUTO_TEST_CASE(a_cluster_that_is_too_small_joins_a_wider_one) {
  BOOST_TEST(clusters_of({{"a b x", 6}, {"a b y", 6}, {"c x", 7}, {"d y", 7}, {"z", 14}}, {0.2, ""}) ==
             "14 z (z)\n13 * x (a b x)\n13 * y (a b y)\n0");
}

BOOST_AUTO_TEST_SUITE_END()
