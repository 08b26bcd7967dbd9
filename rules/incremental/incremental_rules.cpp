#include "rules/incremental/incremental_rules.hpp"

#include <algorithm>
#include <stdexcept>

#include "executor/error.hpp"
#include "executor/operators/execution.hpp"
#include "rules/incremental/column_origin.hpp"
#include "rules/incremental/plan_text.hpp"
#include "rules/schedule.hpp"
#include "tables/damaged_data.hpp"

namespace kelpie::rules {

namespace {

/// Blocks that all sources of a table look at before the next ones are read: what was decoded for one is there for the
/// others.
constexpr std::size_t blocks_at_once = 64;

std::optional<std::size_t> time_column_of(const tables::TableSchema& schema) {
  const auto column = schema.find("TimeGenerated");
  return column && schema.columns[*column].type == tables::Type::datetime ? column : std::nullopt;
}

}  // namespace

struct IncrementalRules::Source {
  SourcePlan plan;
  std::string key;
  std::shared_ptr<KeptRows> kept;
  std::set<std::size_t> rules;  // that use it
  bool fresh = true;            // has not seen the rows that others have
  bool given_up = false;
};

struct IncrementalRules::Entry {
  std::size_t number = 0;
  const CompiledRule* rule = nullptr;
  TimelessPlan timeless;
  SplitPlan split;
  executor::CompiledQuery query;
  std::optional<std::uint64_t> rows_of_nothing;  // over no rows it raises no alert and gives so many rows
};

IncrementalRules::IncrementalRules(const executor::Engine& engine, executor::QueryContext context,
                                   const IncrementalOptions& options)
    : engine_(engine), context_(std::move(context)), options_(options) {}
IncrementalRules::~IncrementalRules() = default;

std::size_t IncrementalRules::add(const CompiledRule& rule) {
  auto entry = std::make_unique<Entry>();
  entry->number = rules_.size();
  entry->rule = &rule;
  entry->timeless = timeless_plan(rule, engine_, context_, parameters_);
  split(*entry);
  rules_.push_back(std::move(entry));
  return rules_.size() - 1;
}

void IncrementalRules::remove(std::size_t rule) {
  for (const auto& [key, source] : sources_) source->rules.erase(rule);
  rules_.at(rule).reset();
  settle();
}

RuleClass IncrementalRules::class_of(std::size_t rule) const { return rules_.at(rule)->split.kind; }
const std::string& IncrementalRules::reason_of(std::size_t rule) const { return rules_.at(rule)->split.reason; }

std::size_t IncrementalRules::memory() const {
  std::size_t bytes = 0;
  std::set<const SharedTexts*> texts;
  for (const auto& [key, source] : sources_) {
    if (source->given_up) continue;
    bytes += source->kept->bytes();
    for (const auto& one : source->kept->texts()) {
      if (one && texts.insert(one.get()).second) bytes += one->bytes();
    }
  }
  for (const auto& [key, known] : groups_) {
    if (const auto groups = known.lock()) bytes += groups->bytes();
  }
  for (const auto& [key, known] : windows_) {
    if (const auto groups = known.lock()) bytes += groups->bytes();
  }
  return bytes;
}

std::vector<std::shared_ptr<SharedTexts>> IncrementalRules::texts_of(const executor::PlanNode& plan) {
  std::vector<std::shared_ptr<SharedTexts>> texts;
  for (const executor::PlanColumn& column : plan.columns) {
    std::shared_ptr<SharedTexts>& one = texts.emplace_back();
    if (column.type != tables::Type::string) continue;
    const std::string origin = column_origin(plan, column.id);
    if (!origin.empty()) one = texts_[origin].lock();
    if (!one) one = std::make_shared<SharedTexts>();
    if (!origin.empty()) texts_[origin] = one;
  }
  return texts;
}

void IncrementalRules::renew_texts() {
  // How many rows there are for the texts: there are never more different ones in use.
  std::map<std::shared_ptr<SharedTexts>, std::size_t> rows;
  for (const auto& [key, source] : sources_) {
    for (const auto& one : source->kept->texts()) {
      if (one) rows[one] += source->kept->rows();
    }
  }
  constexpr std::size_t few = 64 * 1024;
  std::map<std::shared_ptr<SharedTexts>, std::shared_ptr<SharedTexts>> renewed;
  for (const auto& [texts, count] : rows) {
    if (texts->size() > few && texts->size() / 2 > count) renewed[texts] = std::make_shared<SharedTexts>();
  }
  if (renewed.empty()) return;
  for (const auto& [key, source] : sources_) {
    auto texts = source->kept->texts();
    bool any = false;
    for (auto& one : texts) {
      const auto found = renewed.find(one);
      if (found == renewed.end()) continue;
      one = found->second;
      any = true;
    }
    if (any) source->kept->code_anew(std::move(texts));
  }
  for (auto& [origin, texts] : texts_) {
    if (const auto found = renewed.find(texts.lock()); found != renewed.end()) texts = found->second;
  }
  for (const auto& [old, texts] : renewed) texts->forget_dictionaries();
}

void IncrementalRules::split(Entry& entry) {
  entry.rows_of_nothing.reset();
  if (!entry.timeless.plan) {
    entry.split = {};
    entry.split.reason = "each run is a query over its whole window: " + entry.timeless.refusal;
    return;
  }
  const Rule& rule = *entry.rule->rule;
  const executor::TimeWindow window = window_of(rule, options_.anchor + (std::int64_t{1} << 60));
  const SplitContext context{engine_.functions(),
                             parameters_,
                             {first_run_after(rule, options_.anchor) - frequency_of(rule), frequency_of(rule), window.to - window.from},
                             time_column_of,
                             [this](const tables::Table& table) { return new_rows_of(table); },
                             [this, &entry](const SourcePlan& plan) { return keep(entry, plan); },
                             [this](const std::shared_ptr<const KeptRows>& kept, std::vector<std::size_t> columns) {
                               return groups_of(kept, std::move(columns));
                             },
                             [this](const std::shared_ptr<const tables::Table>& table) { return lasting(table); }};
  parameters_.now.set(1);
  parameters_.from.set(2);
  parameters_.to.set(3);
  entry.split = split_plan(entry.timeless, context);
  share_windows(entry, window.to - window.from);
  entry.query = {};
  entry.query.options = entry.timeless.options;
  entry.query.results.push_back({entry.split.finish, false, std::nullopt});
}

std::shared_ptr<const KeptRows> IncrementalRules::keep(Entry& entry, const SourcePlan& plan) {
  std::string key = std::to_string(plan.time) + " " + plan_text(*plan.plan);
  if (given_up_.contains(key)) return nullptr;
  std::unique_ptr<Source>& source = sources_[key];
  if (!source) {
    source = std::make_unique<Source>();
    source->plan = plan;
    source->key = std::move(key);
    source->kept = std::make_shared<KeptRows>("kept " + std::to_string(kept_++), plan.plan->columns, plan.time,
                                              texts_of(*plan.plan));
  }
  source->rules.insert(entry.number);
  return source->kept;
}

std::shared_ptr<KeptGroups> IncrementalRules::groups_of(const std::shared_ptr<const KeptRows>& kept,
                                                        std::vector<std::size_t> columns) {
  std::weak_ptr<KeptGroups>& known = groups_[{kept->schema().name, columns}];
  auto groups = known.lock();
  if (!groups) known = groups = std::make_shared<KeptGroups>(kept, std::move(columns));
  return groups;
}

void IncrementalRules::share_windows(Entry& entry, std::int64_t period) {
  for (Summary& summary : entry.split.summaries) {
    if (!summary.narrowed) continue;
    std::weak_ptr<WindowGroups>& known = windows_[{period, summary.narrowed->key}];
    if (auto groups = known.lock())
      summary.narrowed->groups = std::move(groups);
    else
      known = summary.narrowed->groups;
  }
}

std::shared_ptr<NewRows> IncrementalRules::new_rows_of(const tables::Table& table) {
  const std::string& name = table.schema().name;
  const auto found = feeds_.find(name);
  if (found != feeds_.end()) return found->second.rows();
  auto rows = std::make_shared<NewRows>(table.schema(), time_column_of(table.schema()).value());
  feeds_.emplace(name, TableFeed(rows));
  return rows;
}

std::shared_ptr<const tables::Table> IncrementalRules::lasting(const std::shared_ptr<const tables::Table>& table) {
  auto& lasting = tables_[table->schema().name];
  if (!lasting) lasting = std::make_shared<CurrentTable>(table);
  return lasting;
}

Absorbed IncrementalRules::absorb(const tables::Catalog& catalog) {
  summaries_.clear();
  Absorbed absorbed;
  for (const auto& [name, table] : tables_) {
    if (auto current = catalog.find(name)) table->set(std::move(current));
  }
  for (auto& [name, feed] : feeds_) {
    const auto table = catalog.find(name);
    if (!table) continue;
    take_in(table, feed, true, absorbed);
    take_in(table, feed, false, absorbed);
    feed.taken(*table);
    feed.rows()->set(nullptr, {});
  }
  for (const auto& [key, source] : sources_) {
    source->fresh = false;
    for (const auto& texts : source->kept->texts()) {
      if (texts) texts->forget_dictionaries();
    }
  }
  settle();
  return absorbed;
}

void IncrementalRules::take_in(const std::shared_ptr<const tables::Table>& table, TableFeed& feed, bool fresh,
                               Absorbed& absorbed) {
  std::vector<Source*> sources;
  for (const auto& [key, source] : sources_) {
    if (source->plan.rows == feed.rows() && source->fresh == fresh && !source->given_up)
      sources.push_back(source.get());
  }
  if (fresh && sources.empty()) return;
  std::vector<NewBlock> blocks;
  try {
    blocks = fresh ? TableFeed::all(*table) : feed.since(*table);
  } catch (const tables::DamagedData&) {
    // The sources' runs would end so, too; the rules' own runs tell it.
    for (Source* source : sources) give_up(*source);
    return;
  }
  for (const NewBlock& block : blocks) {
    if (!fresh) absorbed.rows += block.chosen ? block.chosen->size() : block.rows;
  }
  for (std::size_t first = 0; first < blocks.size(); first += blocks_at_once) {
    const auto begin = blocks.begin() + static_cast<std::ptrdiff_t>(first);
    const auto end = blocks.begin() + static_cast<std::ptrdiff_t>(std::min(blocks.size(), first + blocks_at_once));
    feed.rows()->set(table, {begin, end});
    for (Source* source : sources) {
      if (!source->given_up) run(*source, absorbed);
    }
    keep_within_memory();
  }
}

void IncrementalRules::run(Source& source, Absorbed& absorbed) {
  try {
    executor::Execution execution(context_);
    executor::Batches rows = execution.collect(source.plan.plan);
    source.kept->append(rows);
    for (const std::size_t number : source.rules) {
      const auto& entry = rules_[number];
      if (!entry || entry->split.kind != RuleClass::stateless || executor::row_count(rows) == 0) continue;
      // The time that the source adds stands behind the rule's columns.
      executor::Batches matches = rows;
      for (executor::Batch& batch : matches) batch.columns.resize(entry->rule->columns.size());
      absorbed.matches.push_back({number, std::move(matches)});
    }
  } catch (const executor::QueryError&) {
    // It may be that no run would have met the row that cannot be computed. Each sees for itself.
    give_up(source);
  }
}

void IncrementalRules::give_up(Source& source) {
  source.given_up = true;
  source.kept->clear();
  given_up_.insert(source.key);
}

void IncrementalRules::keep_within_memory() {
  while (memory() > options_.memory_bytes) {
    Source* largest = nullptr;
    for (const auto& [key, source] : sources_) {
      if (source->given_up) continue;
      if (largest == nullptr || source->kept->bytes() > largest->kept->bytes()) largest = source.get();
    }
    if (largest == nullptr) return;
    give_up(*largest);
  }
}

void IncrementalRules::settle() {
  std::set<std::size_t> again;
  for (const auto& [key, source] : sources_) {
    if (source->given_up) again.insert(source->rules.begin(), source->rules.end());
  }
  for (const std::size_t number : again) {
    for (const auto& [key, source] : sources_) source->rules.erase(number);
    if (rules_[number]) split(*rules_[number]);
  }
  std::erase_if(sources_, [](const auto& one) { return one.second->rules.empty(); });
}

void IncrementalRules::forget_before(std::int64_t end) {
  for (const auto& [key, source] : sources_) {
    std::int64_t from = end;
    for (const std::size_t number : source->rules)
      from = std::min(from, window_of(*rules_[number]->rule->rule, end).from);
    source->kept->forget_before(from);
  }
  renew_texts();
}

Evaluation IncrementalRules::evaluate(std::size_t rule, executor::TimeWindow window) {
  Entry& entry = *rules_.at(rule);
  if (!entry.split.finish) return rules::evaluate(*entry.rule, engine_, context_, window);
  parameters_.now.set(window.to);
  parameters_.from.set(window.from);
  parameters_.to.set(window.to);
  for (const CutOff& one : entry.split.cut_offs) {
    const tables::Value time = value_now(one.time, parameters_);
    if (time.is_null() || !begins_slice(time.as_integer(), one.slices))
      return rules::evaluate(*entry.rule, engine_, context_, window);
  }
  const bool nothing = !entry.split.reads_tables && !entry.split.tells_time &&
                       std::none_of(entry.split.kept.begin(), entry.split.kept.end(),
                                    [&](const auto& kept) { return kept->any(window.from, window.to); });
  if (nothing && entry.rows_of_nothing) {
    Evaluation quiet;
    quiet.rows = *entry.rows_of_nothing;
    return quiet;
  }
  Evaluation evaluation = finish(entry, window);
  if (nothing && !has_errors(evaluation.diagnostics) && evaluation.alerts.empty())
    entry.rows_of_nothing = evaluation.rows;
  return evaluation;
}

executor::Batches IncrementalRules::make(const Summary& summary) {
  if (summary.narrowed) {
    WindowGroups& groups = *summary.narrowed->groups;
    groups.update(context_, {parameters_.from.value(), parameters_.to.value()});
    auto rows = summary.narrowed->keys ? groups.rows_of(executor::Execution(context_).collect(summary.narrowed->keys))
                                       : groups.rows();
    if (rows) {
      if (rows->empty()) return {};
      *summary.narrowed->rows = *std::move(rows);
      executor::Execution execution(context_);
      executor::Batches made = execution.collect(summary.narrowed->plan);
      summary.narrowed->rows->clear();
      return made;
    }
  }
  executor::Execution execution(context_);
  return execution.collect(summary.plan);
}

bool IncrementalRules::make_summaries(Entry& entry) {
  if (summaries_to_ != parameters_.to.value()) summaries_.clear();
  summaries_to_ = parameters_.to.value();
  for (const Summary& summary : entry.split.summaries) {
    if (summary.key.empty()) {
      *summary.rows = make(summary);
      if (summary.decides && executor::row_count(*summary.rows) == 0) return false;
      continue;
    }
    const auto [at, fresh] = summaries_.emplace(std::pair(parameters_.from.value(), summary.key), executor::Batches{});
    if (fresh) {
      try {
        at->second = make(summary);
      } catch (...) {
        summaries_.erase(at);
        throw;
      }
    }
    *summary.rows = at->second;
    if (summary.decides && executor::row_count(*summary.rows) == 0) return false;
  }
  return true;
}

Evaluation IncrementalRules::finish(Entry& entry, executor::TimeWindow window) {
  try {
    for (const auto& join : entry.split.joins) join->choose();
    const bool any = make_summaries(entry);
    const bool quiet = !any && !entry.split.reads_tables && !is_triggered(*entry.rule->rule, 0);
    std::vector<executor::ResultTable> tables;
    if (!quiet) tables = engine_.run(entry.query, context_);
    for (const Summary& summary : entry.split.summaries) summary.rows->clear();
    if (quiet) return {};
    return evaluation_of(*entry.rule->rule, tables.front(), window);
  } catch (const executor::QueryError&) {
    // The query itself tells where and why.
    return rules::evaluate(*entry.rule, engine_, context_, window);
  }
}

}  // namespace kelpie::rules
