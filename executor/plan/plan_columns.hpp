#pragma once

#include <cstddef>
#include <initializer_list>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "executor/plan/expression.hpp"
#include "tables/type.hpp"

namespace kelpie::executor {

struct PlanColumn {
  ColumnId id = 0;
  std::string name;
  tables::Type type = tables::Type::dynamic;
};

/// The columns of a plan node. They do not change, so nodes that pass them on share them: copying copies no names. Reads like a vector.
class PlanColumns {
 public:
  PlanColumns() : PlanColumns(std::vector<PlanColumn>()) {}
  PlanColumns(std::vector<PlanColumn> columns) : columns_(std::make_shared<const std::vector<PlanColumn>>(std::move(columns))) {}
  PlanColumns(std::initializer_list<PlanColumn> columns) : PlanColumns(std::vector<PlanColumn>(columns)) {}

  operator const std::vector<PlanColumn>&() const { return *columns_; }
  [[nodiscard]] const std::vector<PlanColumn>& all() const { return *columns_; }
  [[nodiscard]] auto begin() const { return columns_->begin(); }
  [[nodiscard]] auto end() const { return columns_->end(); }
  [[nodiscard]] std::size_t size() const { return columns_->size(); }
  [[nodiscard]] bool empty() const { return columns_->empty(); }
  [[nodiscard]] const PlanColumn& operator[](std::size_t position) const { return (*columns_)[position]; }
  [[nodiscard]] const PlanColumn& front() const { return columns_->front(); }
  [[nodiscard]] const PlanColumn& back() const { return columns_->back(); }

 private:
  std::shared_ptr<const std::vector<PlanColumn>> columns_;  // never nullptr, but moved from
};

}  // namespace kelpie::executor
