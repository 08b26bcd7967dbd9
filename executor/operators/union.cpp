#include <algorithm>
#include <atomic>

#include "executor/operators/build.hpp"

namespace kelpie::executor {

namespace {

/// One input after the other; sequences are shifted so that the order of the inputs is the order of the rows.
class Concatenate final : public Producer {
 public:
  explicit Concatenate(std::vector<ProducerPtr> inputs) : inputs_(std::move(inputs)) {}

  void run(Sink& sink) override {
    std::uint64_t base = 0;
    bool wanted = true;
    for (const ProducerPtr& input : inputs_) {
      if (!wanted) break;
      ShiftSink shifted(sink, base, parts_);
      input->run(shifted);
      base = shifted.end();
      wanted = shifted.wanted();
    }
    for (const auto& part : parts_) part->finish();
    if (parts_.empty()) sink.part()->finish();
  }

 private:
  using Parts = std::vector<std::unique_ptr<Sink::Part>>;

  /// Hands the same parts of the sink to each input in turn, so that an input is not a new thread to the operators behind.
  class ShiftSink final : public Sink {
   public:
    ShiftSink(Sink& next, std::uint64_t base, Parts& parts) : next_(next), base_(base), end_(base), parts_(parts) {}
    [[nodiscard]] std::unique_ptr<Part> part() override {
      if (used_ == parts_.size()) parts_.push_back(next_.part());
      return std::make_unique<ShiftPart>(*this, *parts_[used_++]);
    }
    [[nodiscard]] bool in_order() const override { return next_.in_order(); }
    [[nodiscard]] std::size_t row_limit() const override { return next_.row_limit(); }
    [[nodiscard]] std::uint64_t end() const { return end_; }
    [[nodiscard]] bool wanted() const { return wanted_; }

   private:
    class ShiftPart final : public Part {
     public:
      ShiftPart(ShiftSink& sink, Part& next) : sink_(sink), next_(next) {}
      bool push(Batch batch) override {
        batch.sequence += sink_.base_;
        end_ = std::max(end_, batch.sequence + 1);
        const bool more = next_.push(std::move(batch));
        if (!more) sink_.wanted_ = false;
        return more;
      }
      [[nodiscard]] bool wants(const RangeOf& range_of) const override { return next_.wants(range_of); }
      void finish() override {
        std::uint64_t end = sink_.end_;
        while (end < end_ && !sink_.end_.compare_exchange_weak(end, end_)) {
        }
      }

     private:
      ShiftSink& sink_;
      Part& next_;
      std::uint64_t end_ = 0;
    };
    Sink& next_;
    std::uint64_t base_;
    std::atomic<std::uint64_t> end_;
    std::atomic<bool> wanted_{true};
    std::size_t used_ = 0;
    Parts& parts_;
  };

  std::vector<ProducerPtr> inputs_;
  Parts parts_;
};

}  // namespace

ProducerPtr make_union(std::vector<ProducerPtr> inputs) { return std::make_unique<Concatenate>(std::move(inputs)); }

}  // namespace kelpie::executor
