#include "parser/detail/dump_writer.hpp"

namespace kelpie::parser::detail {
namespace {

std::string_view head(const BadOperator&) { return "bad-operator"; }
std::string_view head(const WhereOperator&) { return "where"; }
std::string_view head(const ProjectOperator&) { return "project"; }
std::string_view head(const ProjectAwayOperator&) { return "project-away"; }
std::string_view head(const ProjectKeepOperator&) { return "project-keep"; }
std::string_view head(const ProjectByNamesOperator&) { return "project-by-names"; }
std::string_view head(const ProjectRenameOperator&) { return "project-rename"; }
std::string_view head(const ProjectReorderOperator&) { return "project-reorder"; }
std::string_view head(const ExtendOperator&) { return "extend"; }
std::string_view head(const SummarizeOperator&) { return "summarize"; }
std::string_view head(const DistinctOperator&) { return "distinct"; }
std::string_view head(const CountOperator&) { return "count"; }
std::string_view head(const SortOperator&) { return "sort"; }
std::string_view head(const TopOperator&) { return "top"; }
std::string_view head(const TakeOperator&) { return "take"; }
std::string_view head(const JoinOperator&) { return "join"; }
std::string_view head(const LookupOperator&) { return "lookup"; }
std::string_view head(const UnionOperator&) { return "union"; }
std::string_view head(const MvExpandOperator&) { return "mv-expand"; }
std::string_view head(const MvApplyOperator&) { return "mv-apply"; }
std::string_view head(const ParseOperator& op) { return op.drop_unmatched ? "parse-where" : "parse"; }
std::string_view head(const ParseKvOperator&) { return "parse-kv"; }
std::string_view head(const MakeSeriesOperator&) { return "make-series"; }
std::string_view head(const SerializeOperator&) { return "serialize"; }
std::string_view head(const GetSchemaOperator&) { return "getschema"; }
std::string_view head(const RenderOperator&) { return "render"; }
std::string_view head(const SearchOperator&) { return "search"; }
std::string_view head(const FindOperator&) { return "find"; }
std::string_view head(const InvokeOperator&) { return "invoke"; }
std::string_view head(const AsOperator&) { return "as"; }
std::string_view head(const EvaluateOperator&) { return "evaluate"; }
std::string_view head(const SampleOperator&) { return "sample"; }
std::string_view head(const SampleDistinctOperator&) { return "sample-distinct"; }
std::string_view head(const TopHittersOperator&) { return "top-hitters"; }
std::string_view head(const TopNestedOperator&) { return "top-nested"; }
std::string_view head(const PartitionOperator&) { return "partition"; }
std::string_view head(const ScanOperator&) { return "scan"; }
std::string_view head(const ForkOperator&) { return "fork"; }
std::string_view head(const FacetOperator&) { return "facet"; }
std::string_view head(const ReduceOperator&) { return "reduce"; }
std::string_view head(const ConsumeOperator&) { return "consume"; }
std::string_view head(const MakeGraphOperator&) { return "make-graph"; }
std::string_view head(const GraphMatchOperator& op) {
  return op.shortest_paths ? "graph-shortest-paths" : "graph-match";
}
std::string_view head(const GraphToTableOperator&) { return "graph-to-table"; }
std::string_view head(const GraphMarkComponentsOperator&) { return "graph-mark-components"; }
std::string_view head(const GraphWhereOperator& op) { return op.edges ? "graph-where-edges" : "graph-where-nodes"; }

std::string_view direction(bool ascending) { return ascending ? "asc" : "desc"; }

/// What stands between the head and the closing parenthesis.
class Body {
 public:
  explicit Body(DumpWriter& writer) : w_(writer) {}

  void operator()(const BadOperator&) {}
  void operator()(const CountOperator&) {}
  void operator()(const GetSchemaOperator&) {}
  void operator()(const WhereOperator& op) {
    w_.list("parameters", op.parameters);
    w_.flag(op.filter_keyword, "filter");
    w_.write(op.predicate);
  }
  void operator()(const ProjectOperator& op) { w_.all(op.columns); }
  void operator()(const ProjectAwayOperator& op) { w_.all(op.columns); }
  void operator()(const ProjectKeepOperator& op) { w_.all(op.columns); }
  void operator()(const ProjectByNamesOperator& op) { w_.all(op.columns); }
  void operator()(const ProjectRenameOperator& op) { w_.all(op.columns); }
  void operator()(const ExtendOperator& op) { w_.all(op.columns); }
  void operator()(const ProjectReorderOperator& op) {
    static constexpr std::string_view words[] = {"", "asc", "desc", "granny-asc", "granny-desc"};
    for (const ReorderItem& item : op.columns) {
      if (item.direction == ReorderDirection::none) {
        w_.write(item.column);
        continue;
      }
      w_.open(words[static_cast<int>(item.direction)], item.span);
      w_.write(item.column);
      w_.close();
    }
  }
  void operator()(const SummarizeOperator& op) {
    w_.list("parameters", op.parameters);
    w_.all(op.aggregates);
    w_.list("by", op.by);
  }
  void operator()(const DistinctOperator& op) {
    w_.list("parameters", op.parameters);
    w_.all(op.columns);
  }
  void operator()(const SortOperator& op) {
    w_.list("parameters", op.parameters);
    w_.flag(op.order_keyword, "order");
    w_.all(op.terms);
  }
  void operator()(const TopOperator& op) {
    w_.list("parameters", op.parameters);
    w_.write(op.count);
    w_.list("by", op.terms);
  }
  void operator()(const TakeOperator& op) {
    w_.list("parameters", op.parameters);
    w_.flag(op.limit_keyword, "limit");
    w_.write(op.count);
  }
  void operator()(const JoinOperator& op) { join(op); }
  void operator()(const LookupOperator& op) { join(op); }
  void operator()(const UnionOperator& op) {
    w_.list("parameters", op.parameters);
    w_.all(op.tables);
  }
  void operator()(const MvExpandOperator& op) {
    w_.flag(op.legacy, "mvexpand");
    w_.list("parameters", op.parameters);
    items(op.items);
    w_.maybe("limit", op.row_limit);
  }
  void operator()(const MvApplyOperator& op) {
    w_.list("parameters", op.parameters);
    items(op.items);
    w_.maybe("limit", op.row_limit);
    w_.write(op.subquery);
  }
  void operator()(const ParseOperator& op) {
    w_.list("parameters", op.parameters);
    w_.write(op.source);
    for (const ParsePatternItem& item : op.pattern) std::visit([this](const auto& step) { pattern(step); }, item);
  }
  void operator()(const ParseKvOperator& op) {
    w_.write(op.source);
    w_.all(op.columns);
    w_.list("parameters", op.parameters);
  }
  void operator()(const MakeSeriesOperator& op) {
    w_.list("parameters", op.parameters);
    for (const MakeSeriesAggregate& aggregate : op.aggregates) {
      w_.open("aggregate", aggregate.span);
      w_.write(aggregate.value);
      w_.maybe("default", aggregate.default_value);
      w_.close();
    }
    w_.open(op.in_range ? "on-range" : "on", {});
    w_.write(op.axis);
    w_.close();
    w_.maybe("from", op.from);
    w_.maybe("to", op.to);
    w_.maybe("step", op.step);
    w_.list("by", op.by);
  }
  void operator()(const SerializeOperator& op) {
    w_.list("parameters", op.parameters);
    w_.all(op.columns);
  }
  void operator()(const RenderOperator& op) {
    w_.name(op.chart);
    w_.list(op.with_keyword ? "with" : "properties", op.properties);
  }
  void operator()(const SearchOperator& op) {
    w_.list("parameters", op.parameters);
    w_.list("tables", op.tables);
    w_.write(op.predicate);
  }
  void operator()(const FindOperator& op) {
    w_.list("parameters", op.parameters);
    w_.list("tables", op.tables);
    w_.flag(op.where_keyword, "where");
    w_.write(op.predicate);
    w_.flag(op.output == FindOutput::project_smart, "project-smart");
    for (const FindProjection& column : op.projections) {
      w_.open(column.pack_all ? "pack_all" : "project", column.span);
      if (!column.pack_all) w_.name(column.name);
      w_.flag(!column.type.empty(), column.type);
      w_.close();
    }
    w_.list("project-away", op.away);
  }
  void operator()(const InvokeOperator& op) { w_.write(op.call); }
  void operator()(const AsOperator& op) {
    w_.list("parameters", op.parameters);
    w_.name(op.name);
  }
  void operator()(const EvaluateOperator& op) {
    w_.list("parameters", op.parameters);
    w_.write(op.call);
    if (!op.has_schema) return;
    w_.open("schema", {});
    w_.flag(op.schema_keeps_input, "*");
    w_.all(op.schema);
    w_.close();
  }
  void operator()(const SampleOperator& op) { w_.write(op.count); }
  void operator()(const SampleDistinctOperator& op) {
    w_.write(op.count);
    w_.write(op.of);
  }
  void operator()(const TopHittersOperator& op) {
    w_.write(op.count);
    w_.write(op.of);
    w_.maybe("by", op.by);
  }
  void operator()(const TopNestedOperator& op) {
    for (const TopNestedLevel& level : op.levels) {
      w_.open("level", level.span);
      w_.maybe("count", level.count);
      w_.write(level.of);
      w_.maybe("others", level.with_others);
      w_.open("by", {});
      w_.write(level.by);
      if (level.ascending) w_.word(direction(*level.ascending));
      w_.close();
      w_.close();
    }
  }
  void operator()(const PartitionOperator& op) {
    w_.list("parameters", op.parameters);
    w_.flag(op.braces, "braces");
    w_.write(op.by);
    w_.write(op.subquery);
  }
  void operator()(const ScanOperator& op) {
    w_.list("parameters", op.parameters);
    w_.list("order-by", op.order_by);
    w_.list("partition-by", op.partition_by);
    w_.list("declare", op.declarations);
    for (const ScanStep& step : op.steps) scan_step(step);
  }
  void operator()(const ForkOperator& op) {
    for (const ForkBranch& branch : op.branches) {
      w_.open("branch", branch.span);
      if (branch.name) w_.name(*branch.name);
      w_.write(branch.subquery);
      w_.close();
    }
  }
  void operator()(const FacetOperator& op) {
    w_.list("by", op.by);
    w_.maybe("with", op.with);
  }
  void operator()(const ReduceOperator& op) {
    w_.list("parameters", op.parameters);
    w_.write(op.by);
  }
  void operator()(const ConsumeOperator& op) { w_.list("parameters", op.parameters); }
  void operator()(const MakeGraphOperator& op) { w_.graph(op); }
  void operator()(const GraphMatchOperator& op) { w_.graph(op); }
  void operator()(const GraphToTableOperator& op) { w_.graph(op); }
  void operator()(const GraphMarkComponentsOperator& op) { w_.list("parameters", op.parameters); }
  void operator()(const GraphWhereOperator& op) { w_.write(op.predicate); }

 private:
  template <typename Join>
  void join(const Join& op) {
    w_.list("parameters", op.parameters);
    w_.write(op.right);
    w_.list("on", op.conditions);
  }
  void items(const std::vector<MvExpandItem>& list) {
    for (const MvExpandItem& item : list) {
      w_.open("item", item.span);
      if (item.name) w_.name(*item.name);
      w_.write(item.value);
      if (!item.to_type.empty()) {
        w_.open("to", {});
        w_.word(item.to_type);
        w_.close();
      }
      w_.close();
    }
  }
  void pattern(const Literal& literal) { w_.write(literal); }
  void pattern(const Star& star) { w_.write(star); }
  void pattern(const ParsePatternColumn& column) {
    w_.open("column", column.span);
    w_.name(column.name);
    w_.flag(!column.type.empty(), column.type);
    w_.close();
  }
  void scan_step(const ScanStep& step) {
    w_.open("step", step.span);
    w_.name(step.name);
    w_.flag(step.optional, "optional");
    if (!step.output.empty()) w_.word("output=" + step.output);
    w_.write(step.condition);
    for (const ScanAssignment& assignment : step.assignments) {
      w_.open("=", assignment.span);
      w_.name(assignment.name);
      w_.write(assignment.value);
      w_.close();
    }
    w_.close();
  }

  DumpWriter& w_;
};

template <typename Node>
void write_node(DumpWriter& writer, const Node& node) {
  writer.open(head(node), node.span);
  Body body(writer);
  body(node);
  writer.close();
}

}  // namespace

void DumpWriter::write(const Operator& op) {
  std::visit([this](const auto& node) { write_node(*this, node); }, op);
}
void DumpWriter::write(const UnionOperator& op) { write_node(*this, op); }
void DumpWriter::write(const SearchOperator& op) { write_node(*this, op); }
void DumpWriter::write(const FindOperator& op) { write_node(*this, op); }
void DumpWriter::write(const EvaluateOperator& op) { write_node(*this, op); }

void DumpWriter::write(const NamedExpression& named) {
  if (named.names.empty()) return write(named.value);
  open("=", named.span);
  if (named.parenthesized_names) {
    open("names", {});
    for (const Name& one : named.names) name(one);
    close();
  } else {
    name(named.names.front());
  }
  write(named.value);
  close();
}

void DumpWriter::write(const Parameter& parameter) {
  open("=", parameter.span);
  name(parameter.name);
  write(parameter.value);
  close();
}

void DumpWriter::write(const ColumnDeclaration& column) {
  open("column", column.span);
  name(column.name);
  word(column.type);
  maybe("default", column.default_value);
  close();
}

void DumpWriter::write(const OrderTerm& term) {
  open("term", term.span);
  write(term.value);
  if (term.ascending) word(direction(*term.ascending));
  if (term.nulls_first) word(*term.nulls_first ? "nulls-first" : "nulls-last");
  close();
}

}  // namespace kelpie::parser::detail
