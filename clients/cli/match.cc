// `match`: what providers answer; `unmet-need`: what could not be met; `apart`: who must not be together.
#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>

#include "between.h"
#include "commands.h"
#include "london.h"
#include "records.h"
#include "views.h"
#include "views_match.h"
#include "wire/times.h"
#include "words.h"

namespace shortbreaks::cli {
namespace {

using bookings::v1::AnswerRequestRequest;

void AddRequests(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("list", "Bookings that wait for an answer, by when it is due");
  auto overdue = std::make_shared<bool>(false);
  auto paging = std::make_shared<Paging>();
  command->add_flag("--overdue", *overdue, "Only those whose time is over");
  Tool::AddPaging(*command, *paging);
  tool.On(*command, [&tool, overdue, paging] {
    bookings::v1::ListRequestsRequest request;
    request.set_overdue_only(*overdue);
    return tool.ShowList(tool.List(&Client::ListRequests, request, *paging,
                                   [](const auto& response) { return response.requests_size(); }),
                         [](const auto& response) { return View(response); });
  });
}

// As typed, before it is sent.
struct AnswerGiven {
  std::string booking, answer, category;
  AnswerRequestRequest request;
};

absl::Status SendAnswer(Tool& tool, AnswerGiven& given) {
  auto answer = ParseEnum<bookings::v1::MatchAnswer>(given.answer);
  if (!answer.ok()) return absl::InvalidArgumentError(absl::StrCat("answer: ", answer.status().message()));
  given.request.set_answer(*answer);
  if (!given.category.empty()) {
    auto category = ParseEnum<bookings::v1::CannotMeetCategory>(given.category);
    if (!category.ok()) return absl::InvalidArgumentError(absl::StrCat("--category: ", category.status().message()));
    given.request.set_cannot_meet_category(*category);
  }
  given.request.set_booking(NameIn("bookings", given.booking));
  return tool.Show(tool.Change(&Client::AnswerRequest, given.request),
                   [](const auto& response) { return View(response.booking()); });
}

void AddAnswer(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("answer", "Say whether the child's needs can be met");
  auto given = std::make_shared<AnswerGiven>();
  const auto text = [&](const char* flag, const char* help, void (*set)(AnswerRequestRequest&, const std::string&)) {
    return command->add_option_function<std::string>(
        flag, [given, set](const std::string& value) { set(given->request, value); }, help);
  };
  command->add_option("booking", given->booking, "Name")->required();
  command->add_option("answer", given->answer, Choices<bookings::v1::MatchAnswer>())->required();
  text("--adjustments", "What you will do differently, as the family reads it; with suitable-with-adjustments",
       [](AnswerRequestRequest& r, const std::string& v) { r.set_adjustments(v); });
  command->add_option("--category", given->category,
                      "Why not, with cannot-meet: " + Choices<bookings::v1::CannotMeetCategory>());
  text("--reason", "Why not, as the family reads it; with cannot-meet",
       [](AnswerRequestRequest& r, const std::string& v) { r.set_cannot_meet_reason(v); });
  text("--etag", "Of the booking, from `match list`", [](AnswerRequestRequest& r, const std::string& v) {
    r.set_etag(v);
  })->required();
  text("--officer-reason", "Why you answer in the provider's place (officers)",
       [](AnswerRequestRequest& r, const std::string& v) { r.set_officer_reason(v); });
  tool.AddRequestId(*command);
  tool.On(*command, [&tool, given] { return SendAnswer(tool, *given); });
}

void AddUnmetList(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("list", "Each of them, by the day of the session");
  auto days = std::make_shared<Between>();
  auto csv = std::make_shared<bool>(false);
  auto paging = std::make_shared<Paging>();
  days->AddTo(*command, "of sessions");
  command->add_flag("--csv", *csv, "As CSV");
  Tool::AddPaging(*command, *paging);
  tool.On(*command, [&tool, days, csv, paging] {
    bookings::v1::ListUnmetNeedRequest request;
    if (auto set = days->Set(request); !set.ok()) return set;
    return tool.ShowList(tool.List(&Client::ListUnmetNeed, request, *paging,
                                   [](const auto& response) { return response.unmet_needs_size(); }),
                         [csv](const auto& response) { return *csv ? UnmetNeedCsv(response) : View(response); });
  });
}

void AddUnmetSummary(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("summary", "Counts; fewer than five children are not counted");
  auto days = std::make_shared<Between>();
  auto csv = std::make_shared<bool>(false);
  auto by = std::make_shared<std::string>("need");
  command->add_option("--by", *by, Choices<bookings::v1::UnmetNeedGroup>())->capture_default_str();
  days->AddTo(*command, "of sessions");
  command->add_flag("--csv", *csv, "As CSV");
  tool.On(*command, [&tool, days, csv, by]() -> absl::Status {
    bookings::v1::SummarizeUnmetNeedRequest request;
    if (auto set = days->Set(request); !set.ok()) return set;
    auto group = ParseEnum<bookings::v1::UnmetNeedGroup>(*by);
    if (!group.ok()) return absl::InvalidArgumentError(absl::StrCat("--by: ", group.status().message()));
    request.set_group_by(*group);
    return tool.Show(tool.Read(&Client::SummarizeUnmetNeed, request),
                     [csv](const auto& response) { return *csv ? UnmetNeedCsv(response) : View(response); });
  });
}

void AddAnswers(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("answers", "How each provider answered: what it cannot meet, and why");
  auto days = std::make_shared<Between>();
  auto csv = std::make_shared<bool>(false);
  days->AddTo(*command, "of answers");
  command->add_flag("--csv", *csv, "As CSV");
  tool.On(*command, [&tool, days, csv]() -> absl::Status {
    bookings::v1::SummarizeAnswersRequest request;
    if (auto set = days->Set(request); !set.ok()) return set;
    return tool.Show(tool.Read(&Client::SummarizeAnswers, request),
                     [csv](const auto& response) { return *csv ? AnswersCsv(response) : View(response); });
  });
}

// add and end, which name two children and say why.
template <typename Calls, typename Request, typename Response, typename Text>
void AddPair(CLI::App& noun, Tool& tool, const char* verb, const char* help,
             Tool::Method<Calls, Request, Response> method, Text text) {
  auto* command = noun.add_subcommand(verb, help);
  auto child = std::make_shared<std::string>(), other = std::make_shared<std::string>(),
       reason = std::make_shared<std::string>();
  command->add_option("child", *child, "Name or key")->required();
  command->add_option("other", *other, "Name or key")->required();
  command->add_option("--reason", *reason, "Why; kept on file, and never told to families")->required();
  tool.AddRequestId(*command);
  tool.On(*command, [&tool, child, other, reason, method, text]() -> absl::Status {
    Request request;
    auto name = ChildName(tool, *child);
    if (!name.ok()) return name.status();
    auto other_name = ChildName(tool, *other);
    if (!other_name.ok()) return other_name.status();
    request.set_child(*name);
    request.set_other_child(*other_name);
    request.set_reason(*reason);
    return tool.Show(tool.Change(method, request), text);
  });
}

void AddPairs(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("list", "Who is kept apart");
  auto child = std::make_shared<std::string>();
  auto paging = std::make_shared<Paging>();
  command->add_option("--child", *child, "Only from this child: name or key");
  Tool::AddPaging(*command, *paging);
  tool.On(*command, [&tool, child, paging]() -> absl::Status {
    eligibility::v1::ListKeptApartRequest request;
    if (!child->empty()) {
      auto name = ChildName(tool, *child);
      if (!name.ok()) return name.status();
      request.set_child(*name);
    }
    return tool.ShowList(tool.List(&Client::ListKeptApart, request, *paging,
                                   [](const auto& response) { return response.kept_apart_size(); }),
                         [](const auto& response) { return View(response); });
  });
}

}  // namespace

void AddMatchCommands(CLI::App& app, Tool& tool) {
  CLI::App* match = AddNoun(app, "match", "Whether providers can meet children's needs (providers, officers)");
  AddRequests(*match, tool);
  AddAnswer(*match, tool);
  CLI::App* unmet = AddNoun(app, "unmet-need", "What could not be met, and how providers answer (officers)");
  AddUnmetList(*unmet, tool);
  AddUnmetSummary(*unmet, tool);
  AddAnswers(*unmet, tool);
  CLI::App* apart = AddNoun(app, "apart", "Children who must not be in a session together (officers)");
  AddPair(*apart, tool, "add", "Keep two children apart, and see where both have places", &Client::KeepApart,
          [](const auto& response) { return View(response); });
  AddPair(*apart, tool, "end", "Let two children be together again", &Client::EndKeepApart, [](const auto& response) {
    return absl::StrCat("May be together again: ", response.kept_apart().child(), " and ",
                        response.kept_apart().other_child(), ".\n");
  });
  AddPairs(*apart, tool);
}

}  // namespace shortbreaks::cli
