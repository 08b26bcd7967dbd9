#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <vector>

#include "executor/batch.hpp"
#include "executor/operators/batch_reader.hpp"

namespace kelpie::executor {

/// Takes the batches of one stream. A producer asks for one part a thread and pushes its batches there.
class Sink {
 public:
  class Part {
   public:
    virtual ~Part() = default;
    /// False: nothing more is wanted, from this part or any other.
    virtual bool push(Batch batch) = 0;
    /// The same for rows of which not every column is read yet: a batch of the columns that `columns` names, in this order. Who reads later does so
    /// before the producer that pushes them is gone, to which `columns` belongs.
    virtual bool push_unread(BatchReader rows, std::span<const std::size_t> columns) { return push(rows.take(columns)); }
    /// What is known of the integer-like column at a position of a batch before it is made; nulls are not in it.
    using RangeOf = std::function<std::optional<tables::IntegerRange>(std::size_t column)>;
    /// False: a batch with such columns would be dropped, so it need not be made and pushed.
    [[nodiscard]] virtual bool wants(const RangeOf&) const { return true; }
    /// After the last push of this part.
    virtual void finish() {}
  };

  virtual ~Sink() = default;
  /// Called once for each thread, from one thread, in the order of the rows that the parts will get; a part lives no longer than the sink.
  [[nodiscard]] virtual std::unique_ptr<Part> part() = 0;
  /// The batches must come from one thread, in order of their sequence.
  [[nodiscard]] virtual bool in_order() const { return false; }
  /// Rows above which nothing more is looked at.
  [[nodiscard]] virtual std::size_t row_limit() const { return SIZE_MAX; }
};

/// A physical operator. Built for one execution, run once, then thrown away; owns its inputs.
class Producer {
 public:
  virtual ~Producer() = default;
  /// Pushes every batch into the sink and returns when all parts are finished. Throws QueryError.
  virtual void run(Sink& sink) = 0;
};
using ProducerPtr = std::unique_ptr<Producer>;

/// An operator that turns each batch into another without looking at its neighbours.
class BatchOperator : public Producer {
 public:
  explicit BatchOperator(ProducerPtr input) : input_(std::move(input)) {}
  void run(Sink& sink) final;

 protected:
  /// Called from many threads. Pushes what the batch becomes; returns what push returned, true where nothing is pushed.
  virtual bool process(Batch batch, Sink::Part& next) const = 0;
  /// Whether it gives a row for every row.
  [[nodiscard]] virtual bool keeps_rows() const { return false; }
  /// Where it has a column of its result from; nothing when the column is another one.
  [[nodiscard]] virtual std::optional<std::size_t> passed(std::size_t column) const {
    static_cast<void>(column);
    return std::nullopt;
  }

 private:
  class PassSink;
  ProducerPtr input_;
};

/// Keeps everything, for operators that need all rows.
class CollectSink final : public Sink {
 public:
  explicit CollectSink(bool in_order = false) : in_order_(in_order) {}
  [[nodiscard]] std::unique_ptr<Part> part() override;
  [[nodiscard]] bool in_order() const override { return in_order_; }
  /// The batches in order of their sequence; the sink is empty afterwards.
  [[nodiscard]] Batches take();

 private:
  class CollectPart;
  bool in_order_;
  std::mutex mutex_;
  Batches batches_;
};

}  // namespace kelpie::executor
