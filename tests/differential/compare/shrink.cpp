#include <algorithm>
#include <chrono>

#include "compare/check.hpp"

namespace kelpie::differential {

namespace {

/// Tries smaller failures and keeps those that still are.
class Shrinker {
 public:
  Shrinker(std::unique_ptr<World>& world, Failure failure) : world_(world), failure_(std::move(failure)) {}

  Failure run() {
    bool smaller = true;
    while (smaller && !spent()) smaller = drop_stages() || drop_rows() || drop_columns();
    return std::move(failure_);
  }

 private:
  /// A smaller failure is worth some seconds and no more.
  [[nodiscard]] bool spent() const { return std::chrono::steady_clock::now() > end_; }

  bool try_query(const Query& query) {
    if (spent() || !world_->columns_of(query.text())) return false;
    return keep(*world_, query);
  }

  bool try_tables(GeneratedTables tables) {
    if (spent()) return false;
    auto world = std::make_unique<World>(std::move(tables), world_->functions());
    if (!world->columns_of(failure_.query.text()) || !keep(*world, failure_.query)) return false;
    world_ = std::move(world);
    return true;
  }

  bool keep(World& world, const Query& query) {
    try {
      auto failure = failure_.other.empty() ? check_against_reference(world, query, failure_.way, coverage_)
                                            : check_same(world, query, failure_.other, failure_.way);
      if (!failure) return false;
      failure_ = std::move(*failure);
      return true;
    } catch (const NotForReference&) {
      return false;
    }
  }

  static bool is_order(const std::string& stage) { return stage.starts_with("sort ") || stage.starts_with("top "); }

  bool drop_stages() {
    if (!failure_.other.empty()) return false;  // two queries would have to lose the same
    const Query& query = failure_.query;
    for (std::size_t i = query.stages.size(); i-- > 1;) {
      const bool last = i + 1 == query.stages.size();
      if (is_order(query.stages[i]) && !last) continue;  // what stands behind may need the order
      Query shorter = query;
      shorter.stages.erase(shorter.stages.begin() + static_cast<std::ptrdiff_t>(i));
      if (is_order(query.stages[i])) shorter.order = RowOrder::loose;
      if (try_query(shorter)) return true;
    }
    for (std::size_t i = 0; i < query.lets.size(); ++i) {
      Query shorter = query;
      shorter.lets.erase(shorter.lets.begin() + static_cast<std::ptrdiff_t>(i));
      if (try_query(shorter)) return true;
    }
    return false;
  }

  bool drop_rows() {
    for (std::size_t t = 0; t < world_->tables().size(); ++t) {
      const std::size_t rows = world_->tables()[t].rows.size();
      for (std::size_t size = std::max<std::size_t>(rows / 2, 1); rows > 0; size /= 2) {
        for (std::size_t begin = 0; begin < rows; begin += size) {
          GeneratedTables tables = world_->tables();
          auto& own = tables[t].rows;
          own.erase(own.begin() + static_cast<std::ptrdiff_t>(begin),
                    own.begin() + static_cast<std::ptrdiff_t>(std::min(rows, begin + size)));
          if (try_tables(std::move(tables))) return true;
        }
        if (size == 1) break;
      }
    }
    return false;
  }

  bool drop_columns() {
    for (std::size_t t = 0; t < world_->tables().size(); ++t) {
      for (std::size_t c = 0; c < world_->tables()[t].columns.size() && world_->tables()[t].columns.size() > 1; ++c) {
        GeneratedTables tables = world_->tables();
        const auto at = static_cast<std::ptrdiff_t>(c);
        tables[t].columns.erase(tables[t].columns.begin() + at);
        for (Row& row : tables[t].rows) row.erase(row.begin() + at);
        if (try_tables(std::move(tables))) return true;
      }
    }
    return false;
  }

  std::unique_ptr<World>& world_;
  Failure failure_;
  Coverage coverage_;
  std::chrono::steady_clock::time_point end_ = std::chrono::steady_clock::now() + std::chrono::seconds(30);
};

}  // namespace

Failure shrink(std::unique_ptr<World>& world, Failure failure) { return Shrinker(world, std::move(failure)).run(); }

}  // namespace kelpie::differential
