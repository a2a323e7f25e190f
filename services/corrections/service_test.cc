// A family says what is wrong on file, and hears in time.
#include "eligibility/service_test.h"

#include "corrections/handlers.h"
#include "london/london.h"
#include "wire/times.h"

namespace shortbreaks::corrections {
namespace {

using namespace type::v1;  // NOLINT: the reasons
using absl::CivilDay;
using eligibility::ReasonOf;
using mysql::Bytes;

TEST(DueDay, IsTheSameDayOfALaterMonthOrItsLast) {
  EXPECT_EQ(DueDay(CivilDay(2026, 11, 29), 1), CivilDay(2026, 12, 29));
  EXPECT_EQ(DueDay(CivilDay(2026, 12, 15), 1), CivilDay(2027, 1, 15));
  EXPECT_EQ(DueDay(CivilDay(2027, 1, 31), 1), CivilDay(2027, 2, 28));
  EXPECT_EQ(DueDay(CivilDay(2028, 1, 30), 1), CivilDay(2028, 2, 29));
  EXPECT_EQ(DueDay(CivilDay(2026, 11, 30), 3), CivilDay(2027, 2, 28));
  EXPECT_EQ(DueDay(CivilDay(2026, 2, 28), 1), CivilDay(2026, 3, 28));
}

class CorrectionsTest : public eligibility::FamilyTest {
 protected:
  CorrectionsTest() : corrections_(pool_) { Serve(MakeHandlers({corrections_, tokens_})); }

  absl::StatusOr<v1::RequestCorrectionResponse> Ask(const rpc::Call& call, const std::string& child,
                                                    const std::string& text = "The birth date is 4 June, not 4 May.") {
    auto request = WithId<v1::RequestCorrectionRequest>();
    request.set_child(child);
    request.set_request(text);
    return Run<v1::RequestCorrectionResponse>("RequestCorrection", call, request);
  }
  v1::Correction Asked() {
    const auto asked = Ask(CarerCall(carer_), child_);
    EXPECT_TRUE(asked.ok()) << asked.status();
    return asked.ok() ? asked->correction() : v1::Correction();
  }
  static v1::AnswerCorrectionRequest Answering(const v1::Correction& correction, v1::CorrectionState state) {
    auto request = WithId<v1::AnswerCorrectionRequest>();
    request.set_name(correction.name());
    request.set_state(state);
    request.set_extend(state == v1::CORRECTION_STATE_UNSPECIFIED);
    request.set_answer("It is put right.");
    return request;
  }
  absl::StatusOr<v1::AnswerCorrectionResponse> Answer(const rpc::Call& call,
                                                      const v1::AnswerCorrectionRequest& request) {
    return Run<v1::AnswerCorrectionResponse>("AnswerCorrection", call, request);
  }
  absl::StatusOr<v1::ListCorrectionsResponse> List(const rpc::Call& call, const std::string& child, int size = 0,
                                                   const std::string& token = {}) {
    v1::ListCorrectionsRequest request;
    request.set_child(child);
    request.set_page_size(size);
    request.set_page_token(token);
    return Run<v1::ListCorrectionsResponse>("ListCorrections", call, request);
  }

  CorrectionStore corrections_;
};

TEST_F(CorrectionsTest, AFamilyAsksAndIsAnsweredWithinAMonth) {
  const v1::Correction asked = Asked();
  EXPECT_EQ(asked.state(), v1::CORRECTION_STATE_OPEN);
  EXPECT_EQ(asked.request(), "The birth date is 4 June, not 4 May.");
  EXPECT_EQ(asked.requester(), CarerCall(carer_).principal.Actor());
  const CivilDay day = london::DayOf(wire::FromProto(asked.request_time()));
  EXPECT_EQ(*wire::FromProto(asked.due_date()), DueDay(day, 1));
  EXPECT_FALSE(asked.has_answer_time());
  const auto answered = Answer(Officer(), Answering(asked, v1::CORRECTION_STATE_CORRECTED));
  ASSERT_TRUE(answered.ok()) << answered.status();
  EXPECT_EQ(answered->correction().state(), v1::CORRECTION_STATE_CORRECTED);
  EXPECT_EQ(answered->correction().answer(), "It is put right.");
  EXPECT_EQ(answered->correction().answerer(), Officer().principal.Actor());
  EXPECT_TRUE(answered->correction().has_answer_time());
  const auto seen = List(CarerCall(carer_), child_);
  ASSERT_TRUE(seen.ok()) << seen.status();
  ASSERT_EQ(seen->corrections_size(), 1);
  EXPECT_EQ(seen->corrections(0).SerializeAsString(), answered->correction().SerializeAsString());
}

TEST_F(CorrectionsTest, MayTakeTwoMonthsMoreOnceAndIsThenAnswered) {
  const v1::Correction asked = Asked();
  const auto extended = Answer(Officer(), Answering(asked, v1::CORRECTION_STATE_UNSPECIFIED));
  ASSERT_TRUE(extended.ok()) << extended.status();
  EXPECT_EQ(extended->correction().state(), v1::CORRECTION_STATE_OPEN);
  EXPECT_TRUE(extended->correction().extended());
  const CivilDay day = london::DayOf(wire::FromProto(asked.request_time()));
  EXPECT_EQ(*wire::FromProto(extended->correction().due_date()), DueDay(day, 3));
  const auto again = Answer(Officer(), Answering(asked, v1::CORRECTION_STATE_UNSPECIFIED));
  EXPECT_EQ(ReasonOf(again), ERROR_REASON_STATE_FORBIDS);
  EXPECT_EQ(errors::MetadataOf(again.status(), "state"), "EXTENDED");
  const auto refused = Answer(Officer(), Answering(asked, v1::CORRECTION_STATE_REFUSED));
  ASSERT_TRUE(refused.ok()) << refused.status();
  EXPECT_TRUE(refused->correction().extended());
  EXPECT_EQ(ReasonOf(Answer(Officer(), Answering(asked, v1::CORRECTION_STATE_CORRECTED))), ERROR_REASON_STATE_FORBIDS);
  EXPECT_EQ(ReasonOf(Answer(Officer(), Answering(asked, v1::CORRECTION_STATE_UNSPECIFIED))),
            ERROR_REASON_STATE_FORBIDS);
}

TEST_F(CorrectionsTest, TakesNoLongerOnceItIsOverdueAndIsStillAnswered) {
  const v1::Correction today = Asked(), late = Asked();
  const auto due_on = [&](const v1::Correction& correction, CivilDay day) {
    support::SharedMysql()
        .AsRoot("UPDATE corrections SET due_date = ? WHERE correction_id = ?",
                {day, Bytes{*ids::IdOf("corrections", correction.name())}})
        .value();
  };
  due_on(today, london::DayOf(absl::Now()));
  due_on(late, london::DayOf(absl::Now()) - 1);
  EXPECT_TRUE(Answer(Officer(), Answering(today, v1::CORRECTION_STATE_UNSPECIFIED)).ok()) << "its last day";
  const auto refused = Answer(Officer(), Answering(late, v1::CORRECTION_STATE_UNSPECIFIED));
  EXPECT_EQ(ReasonOf(refused), ERROR_REASON_STATE_FORBIDS);
  EXPECT_EQ(errors::MetadataOf(refused.status(), "state"), "OVERDUE");
  EXPECT_TRUE(Answer(Officer(), Answering(late, v1::CORRECTION_STATE_CORRECTED)).ok());
}

TEST_F(CorrectionsTest, OneOfTwoOfficersAnswers) {
  const v1::Correction asked = Asked();
  auto first = Answering(asked, v1::CORRECTION_STATE_REFUSED);
  first.set_etag(asked.etag());
  auto extend = Answering(asked, v1::CORRECTION_STATE_UNSPECIFIED);
  ASSERT_TRUE(Answer(SecondOfficer(), extend).ok());
  EXPECT_EQ(ReasonOf(Answer(Officer(), first)), ERROR_REASON_ETAG_MISMATCH);
}

TEST_F(CorrectionsTest, AreForThoseWithFullAuthorityAndOfficers) {
  const std::string other = AddCarer().name();
  EXPECT_EQ(ReasonOf(Ask(CarerCall(other), child_)), ERROR_REASON_NOT_ALLOWED);
  EXPECT_EQ(ReasonOf(List(CarerCall(other), child_)), ERROR_REASON_NOT_ALLOWED);
  for (const auto kind :
       {eligibility::v1::AUTHORITY_KIND_LIMITED, eligibility::v1::AUTHORITY_KIND_CONTACT_RESTRICTED}) {
    auto grant = GrantRequest(other, child_);
    grant.set_kind(kind);
    ASSERT_TRUE(Run<v1::GrantAuthorityResponse>("GrantAuthority", Officer(), grant).ok());
    EXPECT_EQ(ReasonOf(Ask(CarerCall(other), child_)), ERROR_REASON_NOT_ALLOWED);
    EXPECT_EQ(ReasonOf(List(CarerCall(other), child_)), ERROR_REASON_NOT_ALLOWED);
  }
  Asked();
  Revoke(carer_, child_);
  EXPECT_EQ(ReasonOf(Ask(CarerCall(carer_), child_)), ERROR_REASON_NOT_ALLOWED);
  EXPECT_EQ(ReasonOf(List(CarerCall(carer_), child_)), ERROR_REASON_NOT_ALLOWED);
  EXPECT_EQ(ReasonOf(Ask(CarerCall(carer_), eligibility::kUnknownChild)), ERROR_REASON_NOT_ALLOWED);
  EXPECT_EQ(ReasonOf(Ask(Officer(), eligibility::kUnknownChild)), ERROR_REASON_NOT_FOUND);
  EXPECT_EQ(ReasonOf(List(Officer(), eligibility::kUnknownChild)), ERROR_REASON_NOT_FOUND);
  EXPECT_EQ(ReasonOf(List(CarerCall(carer_), {})), ERROR_REASON_INVALID_REQUEST) << "the queue is the officers'";
  const auto correction = Ask(Officer(), child_);
  ASSERT_TRUE(correction.ok()) << "for the family";
  EXPECT_EQ(ReasonOf(Answer(CarerCall(carer_), Answering(correction->correction(), v1::CORRECTION_STATE_CORRECTED))),
            ERROR_REASON_NOT_ALLOWED);
  EXPECT_EQ(
      ReasonOf(Answer(OtherCouncilsOfficer(), Answering(correction->correction(), v1::CORRECTION_STATE_CORRECTED))),
      ERROR_REASON_NOT_FOUND);
}

TEST_F(CorrectionsTest, TheQueueIsWhatIsOpenSoonestDueFirst) {
  const std::string sibling = AddChild().name();
  const std::string late = Asked().name(), answered = Asked().name(),
                    soon = Ask(Officer(), sibling)->correction().name();
  ASSERT_TRUE(support::SharedMysql()
                  .AsRoot("UPDATE corrections SET due_date = due_date - INTERVAL 3 DAY WHERE correction_id = ?",
                          {Bytes{*ids::IdOf("corrections", soon)}})
                  .ok());
  v1::Correction done;
  done.set_name(answered);
  ASSERT_TRUE(Answer(Officer(), Answering(done, v1::CORRECTION_STATE_WITHDRAWN)).ok());
  const auto first = List(Officer(), {}, 1);
  ASSERT_TRUE(first.ok()) << first.status();
  ASSERT_EQ(first->corrections_size(), 1);
  EXPECT_EQ(first->corrections(0).name(), soon);
  const auto rest = List(Officer(), {}, 1, first->next_page_token());
  ASSERT_EQ(rest->corrections_size(), 1);
  EXPECT_EQ(rest->corrections(0).name(), late);
  EXPECT_EQ(rest->next_page_token(), "");
  const auto of_child = List(CarerCall(carer_), child_, 1);
  EXPECT_EQ(of_child->corrections(0).name(), answered) << "newest first";
  EXPECT_EQ(List(CarerCall(carer_), child_, 1, of_child->next_page_token())->corrections(0).name(), late);
}

TEST_F(CorrectionsTest, WhatIsSentAgainIsDoneOnceAndWhatIsWrongIsNamed) {
  auto request = WithId<v1::RequestCorrectionRequest>();
  request.set_child(child_);
  request.set_request("It is spelt otherwise.");
  const auto once = Run<v1::RequestCorrectionResponse>("RequestCorrection", CarerCall(carer_), request);
  const auto twice = Run<v1::RequestCorrectionResponse>("RequestCorrection", CarerCall(carer_), request);
  ASSERT_TRUE(once.ok() && twice.ok());
  EXPECT_EQ(once->SerializeAsString(), twice->SerializeAsString());
  EXPECT_EQ(CountOf("corrections"), 1);
  EXPECT_EQ(ReasonOf(Ask(CarerCall(carer_), child_, "")), ERROR_REASON_INVALID_REQUEST);
  EXPECT_EQ(ReasonOf(Ask(CarerCall(carer_), child_, std::string(2'001, 'x'))), ERROR_REASON_INVALID_REQUEST);
  for (const v1::CorrectionState state : {v1::CORRECTION_STATE_OPEN, static_cast<v1::CorrectionState>(9)}) {
    EXPECT_EQ(ReasonOf(Answer(Officer(), Answering(once->correction(), state))), ERROR_REASON_INVALID_REQUEST);
  }
  auto both = Answering(once->correction(), v1::CORRECTION_STATE_REFUSED);
  both.set_extend(true);
  EXPECT_EQ(ReasonOf(Answer(Officer(), both)), ERROR_REASON_INVALID_REQUEST);
  auto silent = Answering(once->correction(), v1::CORRECTION_STATE_REFUSED);
  silent.clear_answer();
  EXPECT_EQ(ReasonOf(Answer(Officer(), silent)), ERROR_REASON_INVALID_REQUEST);
}

TEST_F(CorrectionsTest, IsRecordedAndSealed) {
  Asked();
  EXPECT_EQ(Number("SELECT COUNT(*) FROM audit_records WHERE council_id = ? AND method = 'RequestCorrection' "
                   "AND child_id IS NOT NULL"),
            1);
  EXPECT_EQ(Number("SELECT COUNT(*) FROM outbox WHERE council_id = ? AND event_type = 'correction.requested'"), 1);
  EXPECT_EQ(Number("SELECT COUNT(*) FROM corrections WHERE council_id = ? AND request LIKE '%birth%'"), 0);
}

}  // namespace
}  // namespace shortbreaks::corrections
