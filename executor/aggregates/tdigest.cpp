#include "executor/aggregates/tdigest.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "executor/aggregates/percentile_ranks.hpp"

namespace kelpie::executor {

namespace {

using tables::DynamicKind;
using tables::DynamicView;
using tables::Type;

constexpr std::size_t most_clusters = 2048;
/// About as many clusters stay when they are joined.
constexpr double compression = 1000;

/// The scale function k1: steps of 1 on it are clusters.
double scale(double quantile) { return compression / (2 * std::numbers::pi) * std::asin(2 * quantile - 1); }

bool below(const TDigest::Cluster& left, const TDigest::Cluster& right) { return left.mean < right.mean; }

}  // namespace

void TDigest::add(double value, std::int64_t weight) {
  if (weight <= 0 || std::isnan(value)) return;
  ordered_ = ordered_ && (clusters_.empty() || clusters_.back().mean <= value);
  clusters_.push_back({value, weight});
  if (clusters_.size() >= 2 * most_clusters) compress();
}

void TDigest::merge(const TDigest& other) {
  clusters_.insert(clusters_.end(), other.clusters_.begin(), other.clusters_.end());
  ordered_ = false;
  if (clusters_.size() >= 2 * most_clusters) compress();
}

void TDigest::compress() {
  std::vector<Cluster> before = sorted();
  const double total = weight();
  clusters_.clear();
  ordered_ = true;
  double behind = 0;  // weight of the clusters that are done
  double start = scale(0);
  for (std::size_t i = 0; i < before.size(); ++i) {
    const Cluster& next = before[i];
    // The first and the last stay alone.
    const bool end = clusters_.size() <= 1 || i + 1 == before.size();
    if (!end) {
      Cluster& open = clusters_.back();
      const auto joined = static_cast<double>(open.weight + next.weight);
      if (scale(std::min(1.0, (behind + joined) / total)) - start <= 1) {
        open.mean += (next.mean - open.mean) * static_cast<double>(next.weight) / joined;
        open.weight += next.weight;
        continue;
      }
    }
    if (!clusters_.empty()) behind += static_cast<double>(clusters_.back().weight);
    start = scale(std::min(1.0, behind / total));
    clusters_.push_back(next);
  }
}

std::vector<TDigest::Cluster> TDigest::sorted() const {
  std::vector<Cluster> clusters = clusters_;
  if (!ordered_) std::sort(clusters.begin(), clusters.end(), below);
  return clusters;
}

double TDigest::weight() const {
  double total = 0;
  for (const Cluster& cluster : clusters_) total += static_cast<double>(cluster.weight);
  return total;
}

double TDigest::percentile(double percentile) const {
  const std::vector<Cluster> clusters = sorted();
  const auto rank = static_cast<double>(nearest_rank(percentile, static_cast<std::uint64_t>(weight())));
  double below_here = 0;
  for (const Cluster& cluster : clusters) {
    below_here += static_cast<double>(cluster.weight);
    if (below_here >= rank) return cluster.mean;
  }
  return clusters.back().mean;
}

double TDigest::rank(double value) const {
  double rank = 0;
  for (const Cluster& cluster : clusters_) rank += cluster.mean <= value ? static_cast<double>(cluster.weight) : 0.0;
  return rank;
}

void TDigest::write(tables::DynamicBuilder& out, Type type) const {
  std::vector<Cluster> clusters = sorted();
  if (clusters.size() > most_clusters) {
    TDigest smaller = *this;
    smaller.compress();
    clusters = smaller.clusters_;
  }
  out.begin_array();
  out.string(tables::name_of(type));
  out.begin_array();
  for (const Cluster& cluster : clusters) out.real(cluster.mean);
  out.end_array();
  out.begin_array();
  for (const Cluster& cluster : clusters) out.long_(cluster.weight);
  out.end_array();
  out.end_array();
}

std::optional<TDigest> TDigest::read(DynamicView value) {
  if (value.kind() != DynamicKind::array || value.size() != 3 || value.element(0).kind() != DynamicKind::string)
    return std::nullopt;
  const DynamicView means = value.element(1);
  const DynamicView weights = value.element(2);
  if (!tables::type_from_name(value.element(0).as_string()) || means.kind() != DynamicKind::array ||
      weights.kind() != DynamicKind::array || means.size() != weights.size()) {
    return std::nullopt;
  }
  TDigest digest;
  for (std::size_t i = 0; i < means.size(); ++i) {
    const DynamicView mean = means.element(i);
    const bool number = mean.kind() == DynamicKind::real || mean.kind() == DynamicKind::long_;
    if (!number || weights.element(i).kind() != DynamicKind::long_) return std::nullopt;
    digest.add(mean.kind() == DynamicKind::real ? mean.as_real() : static_cast<double>(mean.as_integer()),
               weights.element(i).as_integer());
  }
  return digest;
}

Type TDigest::type_of(DynamicView value) {
  return tables::type_from_name(value.element(0).as_string()).value_or(Type::real);
}

}  // namespace kelpie::executor
