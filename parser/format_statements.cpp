#include "parser/detail/format_writer.hpp"

namespace kelpie::parser::detail {

/// Statements and sources.
class StatementFormat {
 public:
  explicit StatementFormat(FormatWriter& writer) : w_(writer), layout_(writer.layout_) {}

  void operator()(const BadStatement& bad) { as_written(bad.span); }
  void operator()(const LetStatement& let) {
    start(let.span, "let");
    w_.name(let.name);
    layout_.space();
    w_.word("=");
    layout_.space();
    if (const auto* function = std::get_if<FunctionLiteral>(&let.value)) return w_.function(*function);
    const auto& pipeline = std::get<Pipeline>(let.value);
    if (pipeline.operators.empty()) return w_.source(pipeline.source);
    const Layout::Indented indented(layout_);
    layout_.hard();
    w_.outer_pipeline(pipeline);
  }
  void operator()(const SetStatement& set) {
    start(set.span, "set");
    w_.name(set.option);
    if (set.value) value(*set.value);
  }
  void operator()(const QueryParametersStatement& declare) {
    start(declare.span, "declare");
    w_.word("query_parameters");
    w_.column_list(declare.parameters);
  }
  void operator()(const AliasStatement& alias) {
    start(alias.span, "alias");
    w_.word("database");
    layout_.space();
    w_.name(alias.name);
    value(alias.value);
  }
  void operator()(const RestrictStatement& restriction) {
    start(restriction.span, "restrict");
    w_.word("access to (");
    w_.filled(restriction.tables);
    w_.reach_end(restriction.span);
    w_.word(")");
  }
  void operator()(const PatternStatement& pattern) {
    start(pattern.span, "declare");
    w_.word("pattern ");
    w_.name(pattern.name);
    if (!pattern.defined) return;
    w_.word(" = ");
    w_.column_list(pattern.parameters);
    if (pattern.path) {
      w_.word("[");
      w_.item(*pattern.path);
      w_.word("]");
    }
    w_.word(" {");
    {
      const Layout::Indented indented(layout_);
      for (const PatternRule& rule : pattern.rules) {
        w_.reach_line_end(rule.span.begin);
        layout_.hard();
        pattern_rule(rule);
      }
      w_.reach_end(pattern.span);
    }
    layout_.hard();
    w_.word("}");
  }
  void operator()(const ExpressionStatement& statement) { w_.outer_pipeline(statement.pipeline); }

  void operator()(const BadSource& bad) { as_written(bad.span); }
  void operator()(const Expression& expression) { w_.write(expression); }
  void operator()(const DatatableSource& source) {
    w_.word(source.span, "datatable");
    w_.column_list(source.columns);
    layout_.space();
    w_.word("[");
    const Layout::Group group(layout_);
    {
      const Layout::Indented indented(layout_);
      layout_.soft();
      if (source.columns.size() < 2)
        w_.filled(source.values);
      else
        rows(source);
      w_.reach_end(source.span);
    }
    layout_.soft();
    w_.word("]");
  }
  void operator()(const RangeSource& source) {
    w_.word(source.span, "range");
    layout_.space();
    w_.name(source.column);
    clause("from", source.from);
    clause("to", source.to);
    clause("step", source.step);
  }
  void operator()(const PrintSource& source) {
    w_.word(source.span, "print");
    const Layout::Group group(layout_);
    const Layout::Indented indented(layout_);
    layout_.line();
    w_.list(source.columns);
  }
  void operator()(const ExternalDataSource& source) {
    w_.word(source.span, "externaldata");
    w_.column_list(source.columns);
    layout_.space();
    w_.word("[");
    {
      const Layout::Group group(layout_);
      {
        const Layout::Indented indented(layout_);
        layout_.soft();
        w_.list(source.addresses);
      }
      layout_.soft();
    }
    w_.word("]");
    properties(source.parameters, source.span);
  }
  void operator()(const InlineExternalTableSource& source) {
    w_.word(source.span, "inline_external_table");
    if (!source.columns.empty()) w_.column_list(source.columns);
    for (const Parameter& parameter : source.parameters) {
      if (parameter.name.text != "kind") continue;
      layout_.space();
      w_.filled(std::vector<Parameter>{parameter});
    }
    if (!source.partitions.empty()) {
      layout_.space();
      w_.word("partition by");
      w_.column_list(source.partitions);
    }
    if (!source.path_format.empty()) {
      layout_.space();
      w_.word("pathformat = (");
      for (std::size_t i = 0; i < source.path_format.size(); ++i) {
        if (i > 0) layout_.space();
        w_.write(source.path_format[i]);
      }
      w_.word(")");
    }
    for (const Parameter& parameter : source.parameters) {
      if (parameter.name.text == "kind") continue;
      layout_.space();
      w_.filled(std::vector<Parameter>{parameter});
    }
    layout_.space();
    w_.word("(");
    w_.filled(source.addresses);
    w_.word(")");
    properties(source.properties, source.span);
  }
  void operator()(const MacroExpandSource& source) {
    w_.word(source.span, "macro-expand");
    w_.parameters(source.parameters);
    layout_.space();
    w_.write(source.group);
    w_.word(" as ");
    w_.name(source.scope);
    w_.word(" (");
    w_.body(*source.body);
    w_.word(")");
  }
  void operator()(const ImplicitSource&) {}
  template <typename Operator>
  void operator()(const Operator& op) {
    w_.stage(op);
  }

 private:
  void properties(const std::vector<Parameter>& given, Span span) {
    if (given.empty()) return;
    layout_.space();
    w_.word("with (");
    w_.filled(given);
    w_.reach_end(span);
    w_.word(")");
  }

  void pattern_rule(const PatternRule& rule) {
    w_.reach(rule.span);
    w_.word("(");
    for (std::size_t i = 0; i < rule.arguments.size(); ++i) {
      if (i > 0) w_.word(", ");
      w_.literal(rule.arguments[i]);
    }
    w_.word(")");
    if (rule.path) {
      w_.word(".[");
      w_.literal(*rule.path);
      w_.word("]");
    }
    w_.word(" = {");
    w_.body(*rule.body);
    w_.word("};");
  }
  void start(Span span, std::string_view word) {
    w_.word(span, word);
    layout_.space();
  }
  void value(const Expression& expression) {
    layout_.space();
    w_.word("=");
    layout_.space();
    w_.write(expression);
  }
  void clause(std::string_view word, const Expression& expression) {
    layout_.space();
    w_.word(word);
    layout_.space();
    w_.write(expression);
  }
  void as_written(Span span) {
    w_.reach(span);
    if (span.end <= w_.source_.size()) w_.word(w_.source_.substr(span.begin, span.end - span.begin));
  }
  /// One row a line where they do not all fit on one.
  void rows(const DatatableSource& source) {
    for (std::size_t i = 0; i < source.values.size(); ++i) {
      if (i > 0) {
        w_.word(",");
        w_.reach_line_end(span_of(source.values[i]).begin);
        if (i % source.columns.size() == 0)
          layout_.line();
        else
          layout_.space();
      }
      w_.write(source.values[i]);
    }
  }

  FormatWriter& w_;
  Layout& layout_;
};

void FormatWriter::write(const Query& query) {
  for (std::size_t i = 0; i < query.statements.size(); ++i) {
    const Span span = span_of(query.statements[i]);
    if (i > 0) {
      reach_line_end(span.begin);
      layout_.hard();
    }
    const bool comments = next_comment_ < comments_.size() && comments_[next_comment_].begin < span.begin;
    if (i > 0 && span.end <= source_.size() &&
        (comments ? comments_[next_comment_].after_blank : empty_line_before(source_, span.begin)))
      layout_.blank();
    statement(query.statements[i]);
    const bool last = i + 1 == query.statements.size();
    if (!last || !std::holds_alternative<ExpressionStatement>(query.statements[i])) word(";");
  }
  finish();
}

void FormatWriter::statement(const Statement& statement) {
  StatementFormat format(*this);
  std::visit(format, statement);
}

void FormatWriter::source(const Source& source) {
  StatementFormat format(*this);
  std::visit(format, source);
}

void FormatWriter::stages(const Pipeline& pipeline, bool forced) {
  bool first = std::holds_alternative<ImplicitSource>(pipeline.source);
  for (const Operator& op : pipeline.operators) {
    reach_line_end(span_of(op).begin);
    if (!first) {
      forced ? layout_.hard() : layout_.line();
      reach(span_of(op));
      word("|");
      layout_.space();
    }
    first = false;
    stage(op);
  }
}

void FormatWriter::outer_pipeline(const Pipeline& pipeline) {
  source(pipeline.source);
  stages(pipeline, true);
}

void FormatWriter::inner_pipeline(const Pipeline& pipeline) {
  const Layout::Group group(layout_);
  source(pipeline.source);
  stages(pipeline, false);
}

void FormatWriter::function(const FunctionLiteral& function) {
  reach(function.span);
  if (function.view) word("view ");
  word("(");
  for (std::size_t i = 0; i < function.parameters.size(); ++i) {
    const FunctionParameter& parameter = function.parameters[i];
    if (i > 0) {
      word(",");
      layout_.space();
    }
    name(parameter.name);
    word(":");
    if (parameter.tabular) {
      word("(");
      list(parameter.columns);
      if (parameter.any_columns) word(parameter.columns.empty() ? "*" : ", *");
      word(")");
      continue;
    }
    word(parameter.type);
    if (!parameter.default_value) continue;
    word(" = ");
    write(*parameter.default_value);
  }
  word(") {");
  body(*function.body);
  word("}");
}

void FormatWriter::body(const FunctionBody& body) {
  const std::vector<Statement>& statements = body.statements;
  {
    const Layout::Indented indented(layout_);
    for (std::size_t i = 0; i < statements.size(); ++i) {
      reach_line_end(span_of(statements[i]).begin);
      layout_.hard();
      statement(statements[i]);
      if (i + 1 < statements.size() || !std::holds_alternative<ExpressionStatement>(statements[i])) word(";");
    }
    reach_end(body.span);
  }
  layout_.hard();
}

}  // namespace kelpie::parser::detail
