// How a series comes round a season later. Pure.
#pragma once

#include <optional>

#include "series/mysql_rows.h"
#include "series/requests.h"

namespace shortbreaks::series {

// The series of the new season, with an id of its own. Nothing where no day of `source` is in the season that is
// copied. By days or weeks: the same weekdays, as many whole weeks later. By months or years: as many days of the same
// rule from where the new season begins.
std::optional<SeriesRow> InNewSeason(const SeriesRow& source, const Season& season);

}  // namespace shortbreaks::series
