#pragma once

#include <string>
#include <vector>

#include "generate/event.hpp"
#include "generate/fragments.hpp"
#include "generate/output.hpp"

namespace kelpie::generate {

/// Writes events as Log Analytics exports them: one object a line with the columns of the table.
class RowWriter {
 public:
  /// `population` must outlive the writer.
  RowWriter(const Population& population, Table table);
  /// One line. The caller has made room for it.
  void write(Output& output, const Event& event) const;

 private:
  const Population& population_;
  Table table_;
  Fragments fragments_;
  std::string head_;    ///< all before the time
  std::string middle_;  ///< from the time to the result
  std::string resource_;
  std::string tail_;
};

/// Writes events as Azure Monitor sends them: an envelope with the sign-in under `properties`.
class EnvelopeWriter {
 public:
  /// `population` must outlive the writer.
  EnvelopeWriter(const Population& population, Table table);
  /// One line. The caller has made room for it.
  void write(Output& output, const Event& event) const;

 private:
  const Population& population_;
  Table table_;
  Fragments fragments_;
  std::string middle_;
};

/// How risky the sign-in looked to Entra: none, low, medium, high.
std::string_view risk_level(const Event& event);

}  // namespace kelpie::generate
