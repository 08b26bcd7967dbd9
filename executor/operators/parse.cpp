#include <algorithm>
#include <optional>

#include "executor/operators/build.hpp"
#include "executor/operators/per_dictionary.hpp"
#include "executor/operators/text_parser.hpp"
#include "tables/builder.hpp"
#include "tables/text.hpp"

namespace kelpie::executor {

using tables::Dictionary;
using tables::Type;
using tables::Value;
using tables::Vector;

namespace {

/// What becomes of some texts: a column a cell, and which texts had the form asked for.
struct ParsedTexts {
  std::vector<Vector> columns;  // flat
  std::vector<std::shared_ptr<const Dictionary>> dictionaries;  // the same, where the texts were a dictionary's
  std::vector<std::uint8_t> matched;
};

struct ParsedColumn {
  ColumnId column;
  Type type;
};

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  const std::size_t begin = text.find_first_not_of(blanks);
  return begin == std::string_view::npos ? std::string_view() : text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

/// A column of parsed cells. Text stays where it is in the source.
class FilledColumn {
 public:
  FilledColumn(Type type, const Vector& texts, const std::shared_ptr<tables::TextArena>& arena) : type_(type), value_(type) {
    if (type != Type::string) {
      values_.emplace(type);
      return;
    }
    texts_.emplace(type, texts.size());
    texts_->keep(texts.owner());
    texts_->keep(arena);
  }
  /// False: the cell cannot be converted.
  bool read(std::string_view cell) {
    text_ = cell;
    if (texts_) return true;
    value_ = cell.data() == nullptr ? Value(type_) : tables::value_from_text(type_, trimmed(cell));
    return !value_.is_null();
  }
  /// What was read last, or nothing.
  void set(std::size_t row, bool matched) {
    if (texts_) texts_->set(row, matched ? text_ : std::string_view());
    else if (matched) values_->append(value_);
    else values_->append_null();
  }
  [[nodiscard]] Vector finish() { return texts_ ? texts_->finish() : values_->finish(); }

 private:
  Type type_;
  std::optional<tables::FlatBuilder<std::string_view>> texts_;
  std::optional<tables::ColumnBuilder> values_;
  std::string_view text_;
  Value value_;
};

/// parse, parse-where, parse-kv: every distinct text is taken apart once.
class ParseRows final : public BatchOperator {
 public:
  struct Form {
    std::unique_ptr<TextParser> parser;
    std::vector<ParsedColumn> columns;
    bool all_or_nothing = false;  // one cell that cannot be converted spoils the row
    bool drop_unmatched = false;
  };
  ParseRows(Form form, const ExpressionPtr& source, const PlanNode& node, ProducerPtr input, Execution& execution)
      : BatchOperator(std::move(input)), form_(std::move(form)), source_(execution.evaluator(std::span(&source, 1), node.inputs.front()->columns)) {
    for (const PlanColumn& column : node.columns) {
      const auto parsed = std::find_if(form_.columns.begin(), form_.columns.end(), [&](const ParsedColumn& known) { return known.column == column.id; });
      if (parsed != form_.columns.end()) outputs_.push_back({true, static_cast<std::size_t>(parsed - form_.columns.begin())});
      else outputs_.push_back({false, position_of(node.inputs.front()->columns, column.id).value()});
    }
  }

 protected:
  bool process(Batch batch, Sink::Part& next) const override {
    const Vector source = source_.evaluate(batch, 0);
    std::shared_ptr<const ParsedTexts> known;
    if (source.is_dictionary()) known = known_.find(source.dictionary(), batch.rows, [&](const Vector& texts) { return shared(parse(texts)); });
    const bool distinct = known != nullptr;
    if (!known) known = std::make_shared<const ParsedTexts>(parse(source.is_constant() ? source.slice(0, std::min<std::size_t>(1, batch.rows)) : source));
    const auto text_of = [&](std::size_t row) { return distinct ? source.code_at(row) : source.is_constant() ? 0 : row; };

    Batch result{batch.rows, {}, batch.sequence};
    for (const Output& output : outputs_) {
      if (!output.parsed) result.columns.push_back(batch.columns[output.at]);
      else if (distinct) result.columns.push_back(source.with_dictionary(known->dictionaries[output.at]));
      else if (source.is_constant() && batch.rows > 0) result.columns.push_back(Vector::constant(known->columns[output.at].value_at(0), batch.rows));
      else result.columns.push_back(known->columns[output.at]);
    }
    if (form_.drop_unmatched) {
      std::vector<std::uint32_t> kept;
      for (std::size_t row = 0; row < batch.rows; ++row) {
        if (known->matched[text_of(row)] != 0) kept.push_back(static_cast<std::uint32_t>(row));
      }
      if (kept.empty()) return true;
      for (Vector& column : result.columns) column = column.gather(kept);
      result.rows = kept.size();
    }
    return next.push(std::move(result));
  }

 private:
  [[nodiscard]] ParsedTexts parse(const Vector& source) const {
    const Vector texts = source.flattened();
    const auto arena = std::make_shared<tables::TextArena>();
    std::vector<FilledColumn> filled;
    for (const ParsedColumn& column : form_.columns) filled.emplace_back(column.type, texts, arena);
    ParsedTexts result;
    result.matched.resize(texts.size());
    std::vector<std::string_view> cells(filled.size());
    for (std::size_t row = 0; row < texts.size(); ++row) {
      std::fill(cells.begin(), cells.end(), std::string_view());
      bool matched = form_.parser->parse(texts.values<std::string_view>()[row], cells, *arena);
      for (std::size_t c = 0; c < cells.size() && matched; ++c) matched = filled[c].read(cells[c]) || !form_.all_or_nothing;
      result.matched[row] = matched;
      for (std::size_t c = 0; c < cells.size(); ++c) filled[c].set(row, matched);
    }
    for (FilledColumn& column : filled) result.columns.push_back(column.finish());
    return result;
  }

  static ParsedTexts shared(ParsedTexts parsed) {
    for (const Vector& column : parsed.columns) parsed.dictionaries.push_back(std::make_shared<const Dictionary>(column, false));
    return parsed;
  }

  struct Output {
    bool parsed;
    std::size_t at;
  };
  Form form_;
  Evaluator source_;
  std::vector<Output> outputs_;
  mutable PerDictionary<ParsedTexts> known_;
};

}  // namespace

ProducerPtr make_parse(const ParseText& parse, const PlanNode& node, ProducerPtr input, Execution& execution) {
  ParseRows::Form form;
  form.parser = parse.mode == ParseText::Mode::regex ? make_regex_parser(parse) : make_literal_parser(parse);
  form.all_or_nothing = parse.mode != ParseText::Mode::relaxed;
  form.drop_unmatched = parse.drop_unmatched;
  for (const ParseText::Item& item : parse.items) {
    if (item.kind == ParseText::Item::Kind::column) form.columns.push_back({item.column, item.type});
  }
  return std::make_unique<ParseRows>(std::move(form), parse.source, node, std::move(input), execution);
}

ProducerPtr make_parse_key_values(const ParseKeyValues& parse, const PlanNode& node, ProducerPtr input, Execution& execution) {
  ParseRows::Form form;
  form.parser = make_key_value_parser(parse);
  for (const ParseKeyValues::Key& key : parse.keys) form.columns.push_back({key.column, key.type});
  return std::make_unique<ParseRows>(std::move(form), parse.source, node, std::move(input), execution);
}

}  // namespace kelpie::executor
