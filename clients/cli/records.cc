#include "records.h"

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>

namespace shortbreaks::cli {
namespace {

absl::Status NoneHas(const char* what, const std::string& key) {
  return absl::NotFoundError(absl::StrCat("No ", what, " that you may see has the key ", key, "."));
}

}  // namespace

std::string NameIn(std::string_view collection, const std::string& text) {
  const std::string prefix = absl::StrCat(std::string(collection), "/");
  return absl::StartsWith(text, prefix) ? text : prefix + text;
}

absl::StatusOr<std::string> ChildName(Tool& tool, const std::string& text) {
  if (absl::StartsWith(text, "children/")) return text;
  eligibility::v1::ListChildrenRequest request;
  request.set_external_id(text);
  auto found = tool.Read(&Client::ListChildren, request);
  if (!found.ok()) return found.status();
  if (found->children().empty()) return NoneHas("child", text);
  return found->children(0).name();
}

absl::StatusOr<std::string> ProviderName(Tool& tool, const std::string& text) {
  if (absl::StartsWith(text, "providers/")) return text;
  availability::v1::ListProvidersRequest request;
  request.set_external_id(text);
  auto found = tool.Read(&Client::ListProviders, request);
  if (!found.ok()) return found.status();
  if (found->providers().empty()) return NoneHas("provider", text);
  return found->providers(0).name();
}

absl::StatusOr<std::string> ActivityName(Tool& tool, const std::string& text) {
  if (absl::StartsWith(text, "activities/")) return text;
  availability::v1::ListActivitiesRequest request;
  request.set_external_id(text);
  auto found = tool.Read(&Client::ListActivities, request);
  if (!found.ok()) return found.status();
  if (found->activities().empty()) return NoneHas("activity", text);
  return found->activities(0).name();
}

absl::StatusOr<std::string> SeriesName(Tool& tool, const std::string& text) {
  if (absl::StartsWith(text, "series/")) return text;
  availability::v1::ListSeriesRequest request;
  request.set_external_id(text);
  auto found = tool.Read(&Client::ListSeries, request);
  if (!found.ok()) return found.status();
  if (found->series().empty()) return NoneHas("series", text);
  return found->series(0).name();
}

}  // namespace shortbreaks::cli
