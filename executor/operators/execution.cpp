#include "executor/operators/execution.hpp"

#include <atomic>
#include <exception>
#include <thread>

#include "executor/error.hpp"
#include "tables/dynamic.hpp"

namespace kelpie::executor {

using tables::Value;

void Execution::check() const {
  if (context_.stop != nullptr && context_.stop->load(std::memory_order_relaxed)) {
    throw QueryError("E_QUERY_CANCELLED", "The query was stopped.");
  }
  if (context_.limits.deadline && std::chrono::steady_clock::now() > *context_.limits.deadline) {
    throw QueryError("E_QUERY_TIMEOUT", "The query did not finish in the time it was given.");
  }
}

void Execution::account(std::int64_t bytes) {
  const std::int64_t held = memory_.fetch_add(bytes) + bytes;
  if (bytes > 0 && held > static_cast<std::int64_t>(context_.limits.memory_bytes)) {
    throw QueryError("E_RUNAWAY_QUERY", "The query needs more than " + std::to_string(context_.limits.memory_bytes >> 20) +
                                            " MB of memory; filter earlier, project fewer columns or summarize by fewer keys.");
  }
}

void Execution::count_intermediate(std::uint64_t rows) {
  if (intermediate_.fetch_add(rows) + rows > context_.limits.intermediate_rows) {
    throw QueryError("E_RUNAWAY_QUERY", "A join or an expansion of the query makes more than " +
                                            std::to_string(context_.limits.intermediate_rows) + " rows.");
  }
}

Value Execution::resolve(const Expression& subquery) {
  const auto* scalar = std::get_if<ScalarSubquery>(&subquery.node);
  const PlanPtr& plan = scalar != nullptr ? scalar->plan : std::get<ListSubquery>(subquery.node).plan;
  const std::lock_guard lock(mutex_);
  if (const auto found = values_.find(plan.get()); found != values_.end()) return found->second;
  const Batches rows = collect(plan);
  Value value(subquery.type);
  if (scalar != nullptr) {
    if (!rows.empty()) value = rows.front().columns.front().value_at(0);
  } else {
    tables::DynamicBuilder list;
    list.begin_array();
    for (const Batch& batch : rows) {
      for (std::size_t row = 0; row < batch.rows; ++row) list.value(batch.columns.front().value_at(row));
    }
    list.end_array();
    value = Value::dynamic(list.finish());
  }
  return values_.emplace(plan.get(), std::move(value)).first->second;
}

Evaluator Execution::evaluator(std::span<const ExpressionPtr> expressions, const std::vector<PlanColumn>& layout) {
  return Evaluator(expressions, layout, [this](const Expression& subquery) { return resolve(subquery); });
}

Value Execution::constant(const ExpressionPtr& expression) {
  return evaluate_constant(expression, [this](const Expression& subquery) { return resolve(subquery); });
}

Batches Execution::collect(const PlanPtr& plan) {
  CollectSink sink;
  build(plan, *this)->run(sink);
  return sink.take();
}

std::shared_ptr<const Batches> Execution::materialized(const PlanNode& node) {
  const std::lock_guard lock(mutex_);
  auto& rows = materialized_[&node];
  if (!rows) rows = std::make_shared<const Batches>(collect(node.inputs.front()));
  return rows;
}

void Execution::parallel(std::size_t tasks, Sink& sink, const std::function<bool(std::size_t, Sink::Part&)>& body) {
  const std::size_t threads = sink.in_order() ? 1 : std::max<std::size_t>(1, std::min<std::size_t>(context_.threads, tasks));
  // Each thread takes one contiguous run of tasks, and the parts are made in that order: merging them in order gives what one
  // thread would have given.
  std::vector<std::unique_ptr<Sink::Part>> parts;
  for (std::size_t i = 0; i < threads; ++i) parts.push_back(sink.part());
  std::atomic<bool> stopped{false};
  std::mutex failure_mutex;
  std::exception_ptr failure;
  const auto work = [&](std::size_t thread) {
    try {
      const std::size_t end = tasks * (thread + 1) / threads;
      for (std::size_t task = tasks * thread / threads; task < end && !stopped; ++task) {
        check();
        if (!body(task, *parts[thread])) stopped = true;
      }
      parts[thread]->finish();
    } catch (...) {
      stopped = true;
      const std::lock_guard lock(failure_mutex);
      if (!failure) failure = std::current_exception();
    }
  };
  {
    std::vector<std::jthread> helpers;
    for (std::size_t i = 1; i < threads; ++i) helpers.emplace_back(work, i);
    work(0);
  }
  if (failure) std::rethrow_exception(failure);
}

namespace {

class NoSink final : public Sink {
 public:
  [[nodiscard]] std::unique_ptr<Part> part() override { return std::make_unique<NoPart>(); }

 private:
  class NoPart final : public Part {
   public:
    bool push(Batch) override { return true; }
  };
};

}  // namespace

void Execution::parallel(std::size_t tasks, const std::function<void(std::size_t)>& body) {
  NoSink sink;
  parallel(tasks, sink, [&](std::size_t task, Sink::Part&) {
    body(task);
    return true;
  });
}

void Execution::emit(const Batches& batches, Sink& sink) {
  parallel(batches.size(), sink, [&](std::size_t task, Sink::Part& part) {
    Batch batch = batches[task];
    batch.sequence = task;
    return part.push(std::move(batch));
  });
}

}  // namespace kelpie::executor
