#include "parser/detail/dump_writer.hpp"

namespace kelpie::parser::detail {
namespace {

/// Statements and sources, each with its head.
class Nodes {
 public:
  explicit Nodes(DumpWriter& writer) : w_(writer) {}

  void operator()(const BadStatement& bad) {
    w_.open("bad-statement", bad.span);
    w_.close();
  }
  void operator()(const LetStatement& let) {
    w_.open("let", let.span);
    w_.name(let.name);
    std::visit([this](const auto& value) { w_.write(value); }, let.value);
    w_.close();
  }
  void operator()(const SetStatement& set) {
    w_.open("set", set.span);
    w_.name(set.option);
    if (set.value) w_.write(*set.value);
    w_.close();
  }
  void operator()(const QueryParametersStatement& declare) {
    w_.open("query_parameters", declare.span);
    w_.all(declare.parameters);
    w_.close();
  }
  void operator()(const AliasStatement& alias) {
    w_.open("alias", alias.span);
    w_.name(alias.name);
    w_.write(alias.value);
    w_.close();
  }
  void operator()(const RestrictStatement& restriction) {
    w_.open("restrict", restriction.span);
    w_.all(restriction.tables);
    w_.close();
  }
  void operator()(const PatternStatement& pattern) {
    w_.open("pattern", pattern.span);
    w_.name(pattern.name);
    w_.all(pattern.parameters);
    w_.maybe("path", pattern.path);
    for (const PatternRule& rule : pattern.rules) {
      w_.open("rule", rule.span);
      for (const Literal& argument : rule.arguments) w_.write(argument);
      w_.maybe("path", rule.path);
      w_.open("body", rule.body->span);
      w_.all(rule.body->statements);
      w_.close();
      w_.close();
    }
    w_.close();
  }
  void operator()(const ExpressionStatement& statement) { w_.write(statement.pipeline); }

  void operator()(const BadSource& bad) {
    w_.open("bad-source", bad.span);
    w_.close();
  }
  void operator()(const DatatableSource& source) {
    w_.open("datatable", source.span);
    w_.all(source.columns);
    w_.list("values", source.values);
    w_.close();
  }
  void operator()(const RangeSource& source) {
    w_.open("range", source.span);
    w_.name(source.column);
    w_.write(source.from);
    w_.write(source.to);
    w_.write(source.step);
    w_.close();
  }
  void operator()(const PrintSource& source) {
    w_.open("print", source.span);
    w_.all(source.columns);
    w_.close();
  }
  void operator()(const ExternalDataSource& source) {
    w_.open("externaldata", source.span);
    w_.all(source.columns);
    w_.list("addresses", source.addresses);
    w_.list("with", source.parameters);
    w_.close();
  }
  void operator()(const InlineExternalTableSource& source) {
    w_.open("inline_external_table", source.span);
    w_.all(source.columns);
    w_.list("parameters", source.parameters);
    w_.list("partitions", source.partitions);
    w_.list("pathformat", source.path_format);
    w_.list("addresses", source.addresses);
    w_.list("with", source.properties);
    w_.close();
  }
  void operator()(const MacroExpandSource& source) {
    w_.open("macro-expand", source.span);
    w_.all(source.parameters);
    w_.write(source.group);
    w_.name(source.scope);
    w_.open("body", source.body->span);
    w_.all(source.body->statements);
    w_.close();
    w_.close();
  }
  void operator()(const ImplicitSource&) {
    w_.open("input", {});
    w_.close();
  }
  template <typename Node>
  void operator()(const Node& node) {
    w_.write(node);
  }

 private:
  DumpWriter& w_;
};

void write_parameter(DumpWriter& writer, const FunctionParameter& parameter) {
  writer.open(parameter.tabular ? "table" : "scalar", parameter.span);
  writer.name(parameter.name);
  if (parameter.tabular) {
    writer.all(parameter.columns);
    writer.flag(parameter.any_columns, "*");
  } else {
    writer.word(parameter.type);
    writer.maybe("default", parameter.default_value);
  }
  writer.close();
}

}  // namespace

void DumpWriter::write(const FunctionLiteral& function) {
  open(function.view ? "view" : "function", function.span);
  open("parameters", {});
  for (const FunctionParameter& parameter : function.parameters) write_parameter(*this, parameter);
  close();
  open("body", function.body->span);
  all(function.body->statements);
  close();
  close();
}

void DumpWriter::write(const Statement& statement) { std::visit(Nodes(*this), statement); }
void DumpWriter::write(const Source& source) { std::visit(Nodes(*this), source); }

void DumpWriter::write(const Pipeline& pipeline) {
  open("pipeline", pipeline.span);
  write(pipeline.source);
  all(pipeline.operators);
  close();
}

void DumpWriter::write(const Query& query) {
  for (const Statement& statement : query.statements) {
    write(statement);
    out_ += '\n';
  }
}

}  // namespace kelpie::parser::detail
