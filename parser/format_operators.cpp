#include "parser/detail/format_writer.hpp"

namespace kelpie::parser::detail {

/// One stage, without its pipe.
class OperatorFormat {
 public:
  explicit OperatorFormat(FormatWriter& writer) : w_(writer), layout_(writer.layout_) {}

  void operator()(const BadOperator& bad) {
    w_.reach(bad.span);
    if (bad.span.end <= w_.source_.size()) w_.word(w_.source_.substr(bad.span.begin, bad.span.end - bad.span.begin));
  }
  void operator()(const WhereOperator& op) {
    start(op.span, op.filter_keyword ? "filter" : "where", op.parameters);
    layout_.space();
    w_.write(op.predicate);
  }
  void operator()(const ProjectOperator& op) { listed(op.span, "project", {}, op.columns); }
  void operator()(const ExtendOperator& op) { listed(op.span, "extend", {}, op.columns); }
  void operator()(const ProjectAwayOperator& op) { listed(op.span, "project-away", {}, op.columns); }
  void operator()(const ProjectKeepOperator& op) { listed(op.span, "project-keep", {}, op.columns); }
  void operator()(const ProjectByNamesOperator& op) { listed(op.span, "project-by-names", {}, op.columns); }
  void operator()(const ProjectRenameOperator& op) { listed(op.span, "project-rename", {}, op.columns); }
  void operator()(const DistinctOperator& op) { listed(op.span, "distinct", op.parameters, op.columns); }
  void operator()(const SerializeOperator& op) { listed(op.span, "serialize", op.parameters, op.columns); }
  void operator()(const ProjectReorderOperator& op) {
    static constexpr std::string_view words[] = {"", " asc", " desc", " granny-asc", " granny-desc"};
    start(op.span, "project-reorder", {});
    const Layout::Group group(layout_);
    const Layout::Indented indented(layout_);
    layout_.line();
    for (std::size_t i = 0; i < op.columns.size(); ++i) {
      if (i > 0) w_.separate(op.columns[i].span);
      w_.write(op.columns[i].column);
      w_.word(words[static_cast<int>(op.columns[i].direction)]);
    }
  }
  void operator()(const SummarizeOperator& op) {
    start(op.span, "summarize", op.parameters);
    const Layout::Group group(layout_);
    const Layout::Indented indented(layout_);
    if (!op.aggregates.empty()) {
      layout_.line();
      w_.list(op.aggregates);
    }
    if (!op.has_by) return;
    w_.reach_line_end(op.by.front().span.begin);
    layout_.line();
    by(op.by);
  }
  void operator()(const CountOperator& op) { start(op.span, "count", {}); }
  void operator()(const GetSchemaOperator& op) { start(op.span, "getschema", {}); }
  void operator()(const ConsumeOperator& op) { start(op.span, "consume", op.parameters); }
  void operator()(const SortOperator& op) {
    start(op.span, op.order_keyword ? "order" : "sort", op.parameters);
    layout_.space();
    by(op.terms);
  }
  void operator()(const TopOperator& op) {
    start(op.span, "top", op.parameters);
    layout_.space();
    w_.write(op.count);
    layout_.space();
    by(op.terms);
  }
  void operator()(const TakeOperator& op) {
    start(op.span, op.limit_keyword ? "limit" : "take", op.parameters);
    layout_.space();
    w_.write(op.count);
  }
  void operator()(const SampleOperator& op) {
    start(op.span, "sample", {});
    layout_.space();
    w_.write(op.count);
  }
  void operator()(const SampleDistinctOperator& op) {
    start(op.span, "sample-distinct", {});
    layout_.space();
    w_.write(op.count);
    clause("of", op.of);
  }
  void operator()(const TopHittersOperator& op) {
    start(op.span, "top-hitters", {});
    layout_.space();
    w_.write(op.count);
    clause("of", op.of);
    if (op.by) clause("by", *op.by);
  }
  void operator()(const TopNestedOperator& op) {
    const Layout::Group group(layout_);
    for (std::size_t i = 0; i < op.levels.size(); ++i) {
      const TopNestedLevel& level = op.levels[i];
      if (i > 0) w_.separate(level.span);
      start(level.span, "top-nested", {});
      if (level.count) {
        layout_.space();
        w_.write(*level.count);
      }
      clause("of", level.of);
      if (level.with_others) clause("with others =", *level.with_others);
      clause("by", level.by);
      if (level.ascending) w_.word(*level.ascending ? " asc" : " desc");
    }
  }
  void operator()(const JoinOperator& op) { join(op, "join"); }
  void operator()(const LookupOperator& op) { join(op, "lookup"); }
  void operator()(const UnionOperator& op) { listed(op.span, "union", op.parameters, op.tables); }
  void operator()(const SearchOperator& op) {
    start(op.span, "search", op.parameters);
    tables(op.tables);
    layout_.space();
    w_.write(op.predicate);
  }
  void operator()(const FindOperator& op) {
    start(op.span, "find", op.parameters);
    tables(op.tables);
    if (op.where_keyword) w_.word(" where");
    layout_.space();
    w_.write(op.predicate);
    if (op.output == FindOutput::project_smart) w_.word(" project-smart");
    if (op.output == FindOutput::project) w_.word(" project ");
    for (std::size_t i = 0; i < op.projections.size(); ++i) {
      if (i > 0) w_.word(", ");
      projection(op.projections[i]);
    }
    if (op.away.empty()) return;
    w_.word(" project-away ");
    w_.filled(op.away);
  }
  void operator()(const MvExpandOperator& op) {
    start(op.span, op.legacy ? "mvexpand" : "mv-expand", op.parameters);
    items(op.items);
    if (op.row_limit) clause("limit", *op.row_limit);
  }
  void operator()(const MvApplyOperator& op) {
    start(op.span, "mv-apply", op.parameters);
    items(op.items);
    if (op.row_limit) clause("limit", *op.row_limit);
    layout_.space();
    w_.word("on ");
    w_.bracketed_pipeline(*op.subquery, '(', ')', op.span);
  }
  void operator()(const ParseOperator& op) {
    start(op.span, op.drop_unmatched ? "parse-where" : "parse", op.parameters);
    layout_.space();
    w_.write(op.source);
    layout_.space();
    w_.word("with");
    const Layout::Group group(layout_);
    const Layout::Indented indented(layout_);
    for (const ParsePatternItem& item : op.pattern) {
      layout_.line();
      std::visit([this](const auto& step) { pattern(step); }, item);
    }
  }
  void operator()(const ParseKvOperator& op) {
    start(op.span, "parse-kv", {});
    layout_.space();
    w_.write(op.source);
    layout_.space();
    w_.word("as ");
    w_.column_list(op.columns);
    with(op.parameters);
  }
  void operator()(const MakeSeriesOperator& op) {
    start(op.span, "make-series", op.parameters);
    const Layout::Group group(layout_);
    const Layout::Indented indented(layout_);
    layout_.line();
    for (std::size_t i = 0; i < op.aggregates.size(); ++i) {
      if (i > 0) w_.separate(op.aggregates[i].span);
      w_.item(op.aggregates[i].value);
      if (op.aggregates[i].default_value) clause("default=", *op.aggregates[i].default_value, false);
    }
    layout_.line();
    w_.word("on ");
    w_.item(op.axis);
    if (op.in_range) {
      w_.word(" in range(");
      w_.write(*op.from);
      w_.word(", ");
      w_.write(*op.to);
      w_.word(", ");
      w_.write(*op.step);
      w_.word(")");
    } else {
      if (op.from) clause("from", *op.from);
      if (op.to) clause("to", *op.to);
      if (op.step) clause("step", *op.step);
    }
    if (op.by.empty()) return;
    layout_.line();
    by(op.by);
  }
  void operator()(const ReduceOperator& op) {
    std::vector<Parameter> before;
    std::vector<Parameter> after;
    for (const Parameter& parameter : op.parameters)
      (parameter.name.text == "threshold" || parameter.name.text == "characters" ? after : before).push_back(parameter);
    start(op.span, "reduce", before);
    clause("by", op.by);
    if (after.empty()) return;
    w_.word(" with ");
    w_.filled(after);
  }
  void operator()(const RenderOperator& op) {
    start(op.span, "render", {});
    layout_.space();
    w_.name(op.chart);
    if (op.with_keyword) {
      w_.word(" with (");
      properties(op.properties, true);
      w_.reach_end(op.span);
      w_.word(")");
    } else if (!op.properties.empty()) {
      layout_.space();
      properties(op.properties, false);
    }
  }
  void operator()(const InvokeOperator& op) {
    start(op.span, "invoke", {});
    layout_.space();
    w_.node(op.call);
  }
  void operator()(const AsOperator& op) {
    start(op.span, "as", op.parameters);
    layout_.space();
    w_.name(op.name);
  }
  void operator()(const EvaluateOperator& op) {
    start(op.span, "evaluate", op.parameters);
    layout_.space();
    w_.node(op.call);
    if (!op.has_schema) return;
    w_.word(" : (");
    if (op.schema_keeps_input) w_.word(op.schema.empty() ? "*" : "*, ");
    w_.filled(op.schema);
    w_.word(")");
  }
  void operator()(const PartitionOperator& op) {
    start(op.span, "partition", op.parameters);
    clause("by", op.by);
    layout_.space();
    w_.bracketed_pipeline(*op.subquery, op.braces ? '{' : '(', op.braces ? '}' : ')', op.span);
  }
  void operator()(const ForkOperator& op) {
    start(op.span, "fork", {});
    const Layout::Indented indented(layout_);
    for (const ForkBranch& branch : op.branches) {
      w_.reach_line_end(branch.span.begin);
      layout_.hard();
      w_.reach(branch.span);
      if (branch.name) {
        w_.name(*branch.name);
        w_.word(" = ");
      }
      w_.bracketed_pipeline(*branch.subquery, '(', ')', branch.span);
    }
  }
  void operator()(const FacetOperator& op) {
    start(op.span, "facet", {});
    layout_.space();
    by(op.by);
    if (!op.with) return;
    w_.word(" with ");
    w_.bracketed_pipeline(**op.with, '(', ')', op.span);
  }
  void operator()(const ScanOperator& op) {
    start(op.span, "scan", op.parameters);
    if (!op.order_by.empty()) {
      w_.word(" order ");
      by(op.order_by);
    }
    if (!op.partition_by.empty()) {
      w_.word(" partition ");
      by(op.partition_by);
    }
    if (!op.declarations.empty()) {
      w_.word(" declare ");
      w_.column_list(op.declarations);
    }
    w_.word(" with (");
    {
      const Layout::Indented indented(layout_);
      for (const ScanStep& one : op.steps) step(one);
      w_.reach_end(op.span);
    }
    layout_.hard();
    w_.word(")");
  }
  void operator()(const MakeGraphOperator& op) { w_.graph(op); }
  void operator()(const GraphMatchOperator& op) { w_.graph(op); }
  void operator()(const GraphToTableOperator& op) { w_.graph(op); }
  void operator()(const GraphMarkComponentsOperator& op) { w_.graph(op); }
  void operator()(const GraphWhereOperator& op) { w_.graph(op); }

 private:
  void start(Span span, std::string_view word, const std::vector<Parameter>& parameters) {
    w_.word(span, word);
    w_.parameters(parameters);
  }
  template <typename T>
  void clause(std::string_view word, const T& value, bool spaced = true) {
    layout_.space();
    w_.word(word);
    if (spaced) layout_.space();
    w_.item(value);
  }
  template <typename T>
  void by(const std::vector<T>& items) {
    w_.word("by ");
    const Layout::Indented indented(layout_);
    w_.filled(items);
  }
  template <typename T>
  void listed(Span span, std::string_view word, const std::vector<Parameter>& parameters, const std::vector<T>& list) {
    start(span, word, parameters);
    if (list.empty()) return;
    if (list.size() == 1) {
      layout_.space();
      return w_.item(list.front());
    }
    const Layout::Group group(layout_);
    const Layout::Indented indented(layout_);
    layout_.line();
    w_.list(list);
  }
  template <typename Join>
  void join(const Join& op, std::string_view word) {
    start(op.span, word, op.parameters);
    layout_.space();
    w_.write(op.right);
    w_.word(" on ");
    w_.filled(op.conditions);
  }
  void tables(const std::vector<Expression>& list) {
    if (list.empty()) return;
    w_.word(" in (");
    w_.filled(list);
    w_.word(")");
  }
  void projection(const FindProjection& column) {
    if (column.pack_all) return w_.word(column.span, "pack_all()");
    w_.name(column.name);
    if (!column.type.empty()) w_.word(":" + column.type);
  }
  void items(const std::vector<MvExpandItem>& list) {
    const Layout::Group group(layout_);
    const Layout::Indented indented(layout_);
    list.size() > 1 ? layout_.line() : layout_.space();
    for (std::size_t i = 0; i < list.size(); ++i) {
      if (i > 0) w_.separate(list[i].span);
      if (list[i].name) {
        w_.name(*list[i].name);
        w_.word(" = ");
      }
      w_.write(list[i].value);
      if (!list[i].to_type.empty()) w_.word(" to typeof(" + list[i].to_type + ")");
    }
  }
  void pattern(const Literal& literal) { w_.string(literal); }
  void pattern(const Star& star) { w_.node(star); }
  void pattern(const ParsePatternColumn& column) {
    w_.name(column.name);
    if (!column.type.empty()) w_.word(":" + column.type);
  }
  void with(const std::vector<Parameter>& parameters) {
    if (parameters.empty()) return;
    w_.word(" with (");
    w_.filled(parameters);
    w_.word(")");
  }
  /// Properties of one name are one property with several values.
  void properties(const std::vector<Parameter>& list, bool commas) {
    for (std::size_t i = 0; i < list.size(); ++i) {
      const bool repeated = i > 0 && list[i].name == list[i - 1].name;
      if (i > 0) w_.word(commas || repeated ? ", " : " ");
      if (repeated)
        w_.write(list[i].value);
      else
        w_.item(list[i]);
    }
  }
  void step(const ScanStep& step) {
    w_.reach_line_end(step.span.begin);
    layout_.hard();
    w_.word(step.span, "step ");
    w_.name(step.name);
    if (step.optional) w_.word(" optional");
    if (!step.output.empty()) w_.word(" output=" + step.output);
    w_.word(": ");
    w_.write(step.condition);
    if (!step.assignments.empty()) {
      w_.word(" => ");
      const Layout::Indented indented(layout_);
      for (std::size_t i = 0; i < step.assignments.size(); ++i) {
        if (i > 0) w_.separate(step.assignments[i].span);
        w_.name(step.assignments[i].name);
        w_.word(" = ");
        w_.write(step.assignments[i].value);
      }
    }
    w_.reach_end(step.span);
    w_.word(";");
  }

  FormatWriter& w_;
  Layout& layout_;
};

void FormatWriter::stage(const Operator& op) {
  OperatorFormat format(*this);
  std::visit(format, op);
}
void FormatWriter::stage(const UnionOperator& op) { OperatorFormat (*this)(op); }
void FormatWriter::stage(const SearchOperator& op) { OperatorFormat (*this)(op); }
void FormatWriter::stage(const FindOperator& op) { OperatorFormat (*this)(op); }
void FormatWriter::stage(const EvaluateOperator& op) { OperatorFormat (*this)(op); }

void FormatWriter::item(const NamedExpression& named) {
  reach(named.span);
  if (named.parenthesized_names) word("(");
  for (std::size_t i = 0; i < named.names.size(); ++i) {
    if (i > 0) word(", ");
    name(named.names[i]);
  }
  if (named.parenthesized_names) word(")");
  if (!named.names.empty()) word(" = ");
  write(named.value);
}

void FormatWriter::item(const Parameter& parameter) {
  name(parameter.name);
  word("=");
  write(parameter.value);
}

void FormatWriter::item(const ColumnDeclaration& column) {
  name(column.name);
  word(":" + column.type);
  if (!column.default_value) return;
  word(" = ");
  write(*column.default_value);
}

void FormatWriter::item(const OrderTerm& term) {
  write(term.value);
  if (term.ascending) word(*term.ascending ? " asc" : " desc");
  if (term.nulls_first) word(*term.nulls_first ? " nulls first" : " nulls last");
}

void FormatWriter::parameters(const std::vector<Parameter>& parameters) {
  for (const Parameter& parameter : parameters) {
    layout_.space();
    item(parameter);
  }
}

void FormatWriter::bracketed_pipeline(const Pipeline& pipeline, char open, char close, Span end) {
  layout_.text(std::string_view(&open, 1));
  const Layout::Group group(layout_);
  {
    const Layout::Indented indented(layout_);
    layout_.soft();
    inner_pipeline(pipeline);
    reach_end(end);
  }
  layout_.soft();
  layout_.text(std::string_view(&close, 1));
}

void FormatWriter::column_list(const std::vector<ColumnDeclaration>& columns) {
  word("(");
  const Layout::Group group(layout_);
  {
    const Layout::Indented indented(layout_);
    layout_.soft();
    list(columns);
  }
  layout_.soft();
  word(")");
}

}  // namespace kelpie::parser::detail
