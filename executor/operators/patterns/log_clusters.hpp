#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace kelpie::executor {

class Execution;

/// Texts that are alike, found as in Vaarandi's "A Data Clustering Algorithm for Mining Patterns From Event Logs":
/// words that many rows have stay, what stands between them becomes `*`, and rows that are the same then are a cluster.
/// A cluster that too few rows have loses its rarest word until it is one of many. A number beside words is never a
/// word. What all texts of a cluster have in one place is part of its pattern.
struct LogClusters {
  struct Cluster {
    std::string pattern;
    std::uint64_t rows = 0;
    std::uint32_t representative = 0;  // a text
  };
  std::vector<Cluster> clusters;       // those of most rows first
  std::vector<std::uint32_t> of_text;  // a text's cluster; clusters.size(): none
  std::uint64_t other_rows = 0;        // in no cluster
};

/// How texts are taken apart, and when something is in many rows.
struct LogClusterOptions {
  double threshold = 0.1;  // a word or cluster counts that more than this share of all rows has, and more than one row
  std::string separators;  // between words; empty: all that is no letter or digit of ASCII. A `*` takes in separators
                           // that are named here.
};

/// `texts` are distinct, in the order in which they are first met; `rows` says how many rows have each.
[[nodiscard]] LogClusters cluster_logs(const std::vector<std::string_view>& texts,
                                       const std::vector<std::uint64_t>& rows, const LogClusterOptions& options,
                                       Execution& execution);

}  // namespace kelpie::executor
