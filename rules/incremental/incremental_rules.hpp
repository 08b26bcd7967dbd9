#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "executor/engine.hpp"
#include "rules/compile.hpp"
#include "rules/evaluate.hpp"
#include "rules/incremental/current_table.hpp"
#include "rules/incremental/split_plan.hpp"
#include "rules/incremental/table_feed.hpp"
#include "rules/incremental/timeless_plan.hpp"

namespace kelpie::rules {

struct IncrementalOptions {
  /// Of kept rows; beyond it the largest sources are given up, and what they are for is read at each run again.
  std::size_t memory_bytes = std::size_t{1} << 30;
  /// Rules run at first_run_after(anchor) (ticks) and from then on each frequency. A run at another time gives the same alerts, but may have to be a
  /// query over everything.
  std::int64_t anchor = 0;
};

/// Rows that match a stateless rule, as they came: what the rule's query gives for them.
struct NewMatches {
  std::size_t rule = 0;
  executor::Batches rows;
};
struct Absorbed {
  std::uint64_t rows = 0;  // new rows of all tables
  std::vector<NewMatches> matches;
};

/// Evaluates rules again and again while rows come in. Each row is looked at once for each different thing that rules
/// want of its table (a source); what came of it is kept as long as a window may need it, and a run only does what is
/// left to do over that. Rules with equal parts share them.
///
/// Not thread-safe: one owner. The engine, its catalog and the rules must outlive it.
class IncrementalRules {
 public:
  /// `context`: limits, threads and the stop token of every query; its `now` and `window` do not matter.
  IncrementalRules(const executor::Engine& engine, executor::QueryContext context,
                   const IncrementalOptions& options = {});
  ~IncrementalRules();
  IncrementalRules(const IncrementalRules&) = delete;
  IncrementalRules& operator=(const IncrementalRules&) = delete;

  /// The rule's number. What it needs of rows that are there already is made up for at the next absorb(); until then it
  /// sees none.
  std::size_t add(const CompiledRule& rule);
  /// Its number is not used again.
  void remove(std::size_t rule);

  [[nodiscard]] RuleClass class_of(std::size_t rule) const;
  /// For people: what is kept of which tables, and what each run does.
  [[nodiscard]] const std::string& reason_of(std::size_t rule) const;

  /// Takes in what the catalog holds beyond what was taken in before: segments of tables in memory, and rows of stored
  /// ones by their time of arrival. Rows may come late: a run sees those that are in its window then. Throws
  /// std::bad_alloc.
  Absorbed absorb(const tables::Catalog& catalog);

  /// Forgets what no window that ends at `end` or later needs.
  void forget_before(std::int64_t end);

  /// What rules::evaluate() gives over the rows that were taken in: the same alerts, and the same diagnostics where the
  /// query fails.
  [[nodiscard]] Evaluation evaluate(std::size_t rule, executor::TimeWindow window);

  /// Of all kept rows.
  [[nodiscard]] std::size_t memory() const;
  /// Different things that are looked at in new rows.
  [[nodiscard]] std::size_t sources() const { return sources_.size(); }

 private:
  struct Source;
  struct Entry;

  void split(Entry& entry);
  std::shared_ptr<const KeptRows> keep(Entry& entry, const SourcePlan& plan);
  std::shared_ptr<NewRows> new_rows_of(const tables::Table& table);
  std::shared_ptr<const tables::Table> lasting(const std::shared_ptr<const tables::Table>& table);
  std::shared_ptr<KeptGroups> groups_of(const std::shared_ptr<const KeptRows>& kept, std::vector<std::size_t> columns);
  /// Summaries that are narrowed alike move one window on.
  void share_windows(Entry& entry, std::int64_t period);
  std::vector<std::shared_ptr<SharedTexts>> texts_of(const executor::PlanNode& plan);
  /// Texts that are mostly no longer used are coded anew.
  void renew_texts();
  void take_in(const std::shared_ptr<const tables::Table>& table, TableFeed& feed, bool fresh, Absorbed& absorbed);
  void run(Source& source, Absorbed& absorbed);
  void give_up(Source& source);
  void keep_within_memory();
  /// Rules whose sources were given up are split again; sources nobody uses go.
  void settle();
  /// Makes the rows of a rule's summaries for the window that the parameters say; false: the rule's query gives no
  /// rows, and not all were made.
  [[nodiscard]] bool make_summaries(Entry& entry);
  [[nodiscard]] executor::Batches make(const Summary& summary);
  [[nodiscard]] Evaluation finish(Entry& entry, executor::TimeWindow window);

  const executor::Engine& engine_;
  executor::QueryContext context_;
  IncrementalOptions options_;
  RunParameters parameters_;
  std::vector<std::unique_ptr<Entry>> rules_;               // by number; nullptr: removed
  std::map<std::string, std::unique_ptr<Source>> sources_;  // by the text of their plans
  std::set<std::string> given_up_;
  std::map<std::string, TableFeed> feeds_;                   // by table
  std::map<std::string, std::weak_ptr<SharedTexts>> texts_;  // by column_origin()
  std::map<std::string, std::shared_ptr<CurrentTable>> tables_;
  std::map<std::pair<std::string, std::vector<std::size_t>>, std::weak_ptr<KeptGroups>>
      groups_;  // by kept rows, columns
  std::map<std::pair<std::int64_t, std::string>, std::weak_ptr<WindowGroups>>
      windows_;           // by period, key of the summary
  std::size_t kept_ = 0;  // that were ever made
  /// What summaries gave for windows that end at `summaries_to_`, by their start and key.
  std::map<std::pair<std::int64_t, std::string>, executor::Batches> summaries_;
  std::int64_t summaries_to_ = 0;
};

}  // namespace kelpie::rules
