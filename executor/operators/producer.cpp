#include "executor/operators/producer.hpp"

#include <algorithm>

namespace kelpie::executor {

class BatchOperator::PassSink final : public Sink {
 public:
  PassSink(const BatchOperator& op, Sink& next) : op_(op), next_(next) {}
  [[nodiscard]] std::unique_ptr<Part> part() override { return std::make_unique<PassPart>(op_, next_.part()); }
  [[nodiscard]] bool in_order() const override { return next_.in_order(); }
  [[nodiscard]] std::size_t row_limit() const override { return op_.keeps_rows() ? next_.row_limit() : SIZE_MAX; }

 private:
  class PassPart final : public Part {
   public:
    PassPart(const BatchOperator& op, std::unique_ptr<Part> next) : op_(op), next_(std::move(next)) {}
    bool push(Batch batch) override { return op_.process(std::move(batch), *next_); }
    [[nodiscard]] bool wants(const RangeOf& range_of) const override {
      return next_->wants([&](std::size_t column) {
        const auto position = op_.passed(column);
        return position ? range_of(*position) : std::nullopt;
      });
    }
    void finish() override { next_->finish(); }

   private:
    const BatchOperator& op_;
    std::unique_ptr<Part> next_;
  };
  const BatchOperator& op_;
  Sink& next_;
};

void BatchOperator::run(Sink& sink) {
  PassSink pass(*this, sink);
  input_->run(pass);
}

class CollectSink::CollectPart final : public Sink::Part {
 public:
  explicit CollectPart(CollectSink& sink) : sink_(sink) {}
  bool push(Batch batch) override {
    if (batch.rows > 0) batches_.push_back(std::move(batch));
    return true;
  }
  void finish() override {
    const std::lock_guard lock(sink_.mutex_);
    sink_.batches_.insert(sink_.batches_.end(), std::make_move_iterator(batches_.begin()), std::make_move_iterator(batches_.end()));
  }

 private:
  CollectSink& sink_;
  Batches batches_;
};

std::unique_ptr<Sink::Part> CollectSink::part() { return std::make_unique<CollectPart>(*this); }

Batches CollectSink::take() {
  std::stable_sort(batches_.begin(), batches_.end(), [](const Batch& a, const Batch& b) { return a.sequence < b.sequence; });
  return std::move(batches_);
}

}  // namespace kelpie::executor
