#include "executor/operators/array_expansion.hpp"
#include "executor/operators/build.hpp"

namespace kelpie::executor {

using tables::Vector;

namespace {

/// mv-expand: what stands beside the arrays is repeated, where somebody wants it.
class ExpandRows final : public BatchOperator {
 public:
  ExpandRows(const ExpandArrays& expand, const PlanNode& node, ProducerPtr input, Execution& execution)
      : BatchOperator(std::move(input)), expansion_(expand, node.inputs.front()->columns, execution) {
    for (const PlanColumn& column : node.columns) {
      Output output{Output::Kind::index, 0};
      if (const auto passed = position_of(node.inputs.front()->columns, column.id)) output = {Output::Kind::passed, *passed};
      for (std::size_t i = 0; i < expand.items.size(); ++i) {
        if (expand.items[i].column == column.id) output = {Output::Kind::item, i};
      }
      outputs_.push_back(output);
    }
  }

 protected:
  bool process(Batch batch, Sink::Part& next) const override {
    ArrayExpansion::Pieces pieces = expansion_.pieces(batch);
    ExpandedRows piece;
    while (pieces.next(piece)) {
      if (piece.rows == 0) continue;
      Batch result{piece.rows, {}, batch.sequence};
      result.columns.reserve(outputs_.size());
      for (const Output& output : outputs_) {
        switch (output.kind) {
          case Output::Kind::passed: result.columns.push_back(batch.columns[output.at].gather(piece.parents)); break;
          case Output::Kind::item: result.columns.push_back(piece.items[output.at]); break;
          case Output::Kind::index: result.columns.push_back(piece.index); break;
        }
      }
      if (!next.push(std::move(result))) return false;
    }
    return true;
  }

 private:
  struct Output {
    enum class Kind { passed, item, index } kind;
    std::size_t at;
  };
  ArrayExpansion expansion_;
  std::vector<Output> outputs_;
};

}  // namespace

ProducerPtr make_expand(const ExpandArrays& expand, const PlanNode& node, ProducerPtr input, Execution& execution) {
  return std::make_unique<ExpandRows>(expand, node, std::move(input), execution);
}

}  // namespace kelpie::executor
