#include <algorithm>
#include <random>

#include "executor/error.hpp"
#include "executor/operators/build.hpp"
#include "executor/operators/relation.hpp"

namespace kelpie::executor {

namespace {

std::uint64_t row_count_of(const ExpressionPtr& count, Execution& execution) {
  const tables::Value value = execution.constant(count);
  if (value.is_null() || value.as_integer() < 0) {
    throw QueryError("SEM0040", "The number of rows must be a number that is not negative.", count->span);
  }
  return static_cast<std::uint64_t>(value.as_integer());
}

/// The first rows in the input's order: asks for the stream in order and stops it when there are enough.
class FirstRows final : public Producer {
 public:
  FirstRows(std::uint64_t count, std::vector<std::size_t> output, ProducerPtr input)
      : count_(count), output_(std::move(output)), input_(std::move(input)) {}

  void run(Sink& sink) override {
    if (count_ == 0) {
      sink.part()->finish();
      return;
    }
    FirstSink first(*this, sink);
    input_->run(first);
  }

 private:
  class FirstSink final : public Sink {
   public:
    FirstSink(FirstRows& take, Sink& next) : take_(take), next_(next) {}
    [[nodiscard]] std::unique_ptr<Part> part() override { return std::make_unique<FirstPart>(take_, next_.part()); }
    [[nodiscard]] bool in_order() const override { return true; }
    [[nodiscard]] std::size_t row_limit() const override { return take_.count_; }

   private:
    FirstRows& take_;
    Sink& next_;
  };
  class FirstPart final : public Sink::Part {
   public:
    FirstPart(FirstRows& take, std::unique_ptr<Sink::Part> next) : take_(take), next_(std::move(next)), left_(take.count_) {}
    bool push(Batch batch) override {
      if (left_ == 0) return false;
      const std::size_t rows = std::min<std::uint64_t>(left_, batch.rows);
      left_ -= rows;
      Batch result{rows, {}, batch.sequence};
      for (const std::size_t column : take_.output_) result.columns.push_back(batch.columns[column].slice(0, rows));
      return next_->push(std::move(result)) && left_ > 0;
    }
    void finish() override { next_->finish(); }

   private:
    FirstRows& take_;
    std::unique_ptr<Sink::Part> next_;
    std::uint64_t left_;
  };

  std::uint64_t count_;
  std::vector<std::size_t> output_;
  ProducerPtr input_;
};

/// Reservoir sampling with a fixed seed: any rows are right, the same ones each time are kinder.
class SampleRows final : public Producer {
 public:
  SampleRows(std::uint64_t count, std::vector<std::size_t> output, ProducerPtr input, Execution& execution)
      : count_(count), output_(std::move(output)), input_(std::move(input)), execution_(execution) {}

  void run(Sink& sink) override {
    CollectSink all;
    input_->run(all);
    const Batches batches = all.take();
    std::vector<std::pair<std::uint32_t, std::uint32_t>> chosen;
    std::mt19937_64 random(count_);
    std::uint64_t seen = 0;
    for (std::uint32_t i = 0; i < batches.size(); ++i) {
      for (std::uint32_t row = 0; row < batches[i].rows; ++row, ++seen) {
        if (chosen.size() < count_) chosen.emplace_back(i, row);
        else if (const std::uint64_t at = random() % (seen + 1); at < count_) chosen[at] = {i, row};
      }
    }
    std::sort(chosen.begin(), chosen.end());
    Batches result;
    for (std::size_t begin = 0; begin < chosen.size();) {
      std::vector<std::uint32_t> rows;
      std::size_t end = begin;
      while (end < chosen.size() && chosen[end].first == chosen[begin].first) rows.push_back(chosen[end++].second);
      const Batch& from = batches[chosen[begin].first];
      Batch batch{rows.size(), {}, result.size()};
      for (const std::size_t column : output_) batch.columns.push_back(from.columns[column].gather(rows));
      result.push_back(std::move(batch));
      begin = end;
    }
    execution_.emit(result, sink);
  }

 private:
  std::uint64_t count_;
  std::vector<std::size_t> output_;
  ProducerPtr input_;
  Execution& execution_;
};

}  // namespace

ProducerPtr make_take(const Take& take, const PlanNode& node, ProducerPtr input, Execution& execution) {
  return std::make_unique<FirstRows>(row_count_of(take.count, execution), positions_of(node.inputs.front()->columns, node.columns), std::move(input));
}

ProducerPtr make_sample(const Sample& sample, const PlanNode& node, ProducerPtr input, Execution& execution) {
  return std::make_unique<SampleRows>(row_count_of(sample.count, execution), positions_of(node.inputs.front()->columns, node.columns), std::move(input), execution);
}

}  // namespace kelpie::executor
