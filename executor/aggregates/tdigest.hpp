#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tables/dynamic.hpp"
#include "tables/type.hpp"

namespace kelpie::executor {

/// A sketch of a distribution for percentiles (Dunning and Ertl, "Computing extremely accurate quantiles using
/// t-digests", 2019): values lie in clusters that are small near the ends. Up to some two thousand values it holds
/// every one. Smallest and largest stay exact.
class TDigest {
 public:
  struct Cluster {
    double mean = 0;
    std::int64_t weight = 1;
  };

  void add(double value, std::int64_t weight = 1);
  void merge(const TDigest& other);
  [[nodiscard]] bool empty() const { return clusters_.empty(); }
  /// The value at the nearest rank of the percentile, 0 .. 100. Not for an empty digest.
  [[nodiscard]] double percentile(double percentile) const;
  /// How many values are not above.
  [[nodiscard]] double rank(double value) const;
  [[nodiscard]] double weight() const;
  [[nodiscard]] std::size_t memory() const { return clusters_.capacity() * sizeof(Cluster); }

  /// What tdigest() gives: a dynamic array of the name of the type, the means and the weights.
  void write(tables::DynamicBuilder& out, tables::Type type) const;
  /// Nothing when the value is none that tdigest() has made.
  [[nodiscard]] static std::optional<TDigest> read(tables::DynamicView value);
  /// Of the values of a digest that is sound.
  [[nodiscard]] static tables::Type type_of(tables::DynamicView value);

 private:
  void compress();
  /// In order of the means.
  [[nodiscard]] std::vector<Cluster> sorted() const;

  std::vector<Cluster> clusters_;
  bool ordered_ = true;
};

}  // namespace kelpie::executor
