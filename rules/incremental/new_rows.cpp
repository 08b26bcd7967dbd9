#include "rules/incremental/new_rows.hpp"

#include <algorithm>
#include <mutex>

#include "tables/builder.hpp"

namespace kelpie::rules {

using tables::Vector;

std::int64_t slice_time(std::int64_t time, NewRows::Slices slices) {
  std::int64_t past = (time - slices.anchor) % slices.length;
  if (past < 0) past += slices.length;
  return past == 0 ? time : time - past + 1;
}

/// The rows of one block. Computed columns are kept: several sources read them.
class NewRows::Rows final : public tables::Segment {
 public:
  Rows(NewBlock block, std::size_t own_columns, std::size_t time, std::vector<Slices> slices)
      : block_(std::move(block)),
        own_columns_(own_columns),
        time_(time),
        slices_(std::move(slices)),
        known_(slices_.size()) {}

  [[nodiscard]] std::size_t size() const override { return block_.chosen ? block_.chosen->size() : block_.rows; }

  [[nodiscard]] Vector read(std::size_t column, std::size_t offset, std::size_t count) const override {
    if (column >= own_columns_) return sliced(column - own_columns_).slice(offset, count);
    if (!block_.chosen) return block_.segment->read(column, block_.offset + offset, count);
    return block_.segment->read(column, block_.offset, block_.rows)
        .gather(std::span(*block_.chosen).subspan(offset, count));
  }

  [[nodiscard]] std::optional<tables::IntegerRange> range(std::size_t column, std::size_t offset,
                                                          std::size_t count) const override {
    if (column >= own_columns_) return std::nullopt;
    if (block_.chosen) return block_.segment->range(column, block_.offset, block_.rows);
    return block_.segment->range(column, block_.offset + offset, count);
  }

  [[nodiscard]] bool may_hold(std::size_t column, std::size_t offset, std::size_t count,
                              std::span<const std::string> texts) const override {
    if (column >= own_columns_) return true;
    if (block_.chosen) return block_.segment->may_hold(column, block_.offset, block_.rows, texts);
    return block_.segment->may_hold(column, block_.offset + offset, count, texts);
  }

  [[nodiscard]] std::optional<Vector> read_path(std::size_t column, std::span<const std::string> path,
                                                std::size_t offset, std::size_t count) const override {
    if (!block_.chosen) return block_.segment->read_path(column, path, block_.offset + offset, count);
    auto part = block_.segment->read_path(column, path, block_.offset, block_.rows);
    if (part) part = part->gather(std::span(*block_.chosen).subspan(offset, count));
    return part;
  }

  [[nodiscard]] const tables::Segment* segment() const { return block_.segment.get(); }

 private:
  Vector sliced(std::size_t which) const {
    const std::lock_guard lock(mutex_);
    if (!known_[which]) {
      const Vector times = read(time_, 0, size()).flattened();
      tables::FlatBuilder<std::int64_t> builder(tables::Type::datetime, times.size());
      for (std::size_t row = 0; row < times.size(); ++row) {
        if (times.validity() != nullptr && times.validity()[row] == 0)
          builder.set_null(row);
        else
          builder.set(row, slice_time(times.values<std::int64_t>()[row], slices_[which]));
      }
      known_[which] = builder.finish();
    }
    return *known_[which];
  }

  NewBlock block_;
  std::size_t own_columns_;
  std::size_t time_;
  std::vector<Slices> slices_;
  mutable std::mutex mutex_;
  mutable std::vector<std::optional<Vector>> known_;
};

std::size_t NewRows::slice_column(std::int64_t length, std::int64_t anchor) {
  for (std::size_t i = 0; i < slices_.size(); ++i) {
    if (slices_[i].length == length && slices_[i].anchor == anchor) return own_columns_ + i;
  }
  slices_.push_back({length, anchor});
  schema_.columns.push_back({"slice", tables::Type::datetime, {}, {}});
  return schema_.columns.size() - 1;
}

void NewRows::set(std::shared_ptr<const tables::Table> table, std::vector<NewBlock> blocks) {
  table_ = std::move(table);
  segments_.clear();
  for (NewBlock& block : blocks)
    segments_.push_back(std::make_shared<const Rows>(std::move(block), own_columns_, time_, slices_));
}

void NewRows::prepare(std::span<const tables::Segment* const> segments, std::span<const std::size_t> columns) const {
  std::vector<const tables::Segment*> read;
  for (const tables::Segment* one : segments) read.push_back(static_cast<const Rows*>(one)->segment());
  std::sort(read.begin(), read.end());
  read.erase(std::unique(read.begin(), read.end()), read.end());
  std::vector<std::size_t> own;
  for (const std::size_t column : columns) own.push_back(column < own_columns_ ? column : time_);
  table_->prepare(read, own);
}

}  // namespace kelpie::rules
