#include "eligibility/validation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "errors/errors.h"
#include "google/rpc/error_details.pb.h"

namespace shortbreaks::eligibility {
namespace {

using absl::CivilDay;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr CivilDay kToday(2026, 11, 24);

void Set(type::v1::Date* date, int year, int month, int day) {
  date->set_year(year);
  date->set_month(month);
  date->set_day(day);
}

v1::Child GoodChild() {
  v1::Child child;
  child.set_external_id("C-1");
  child.set_display_name("Tamsin Örnek");
  Set(child.mutable_date_of_birth(), 2016, 2, 29);
  child.set_ward("Penn");
  child.set_postcode_district("WV4");
  child.mutable_support_ratio()->set_staff(1);
  child.mutable_support_ratio()->set_children(2);
  child.add_needs(type::v1::NEED_AUTISM);
  return child;
}

v1::Evidence GoodEvidence() {
  v1::Evidence evidence;
  evidence.set_external_id("E-1");
  evidence.set_kind(v1::EVIDENCE_KIND_EHC_PLAN);
  Set(evidence.mutable_issue_date(), 2026, 1, 1);
  Set(evidence.mutable_expire_date(), 2026, 1, 1);
  return evidence;
}

v1::Allocation GoodAllocation() {
  v1::Allocation allocation;
  allocation.set_external_id("A-1");
  allocation.mutable_granted()->set_unit(type::v1::ALLOCATION_UNIT_MINUTES);
  allocation.mutable_granted()->set_amount(2400);
  allocation.set_tier(type::v1::TIER_TARGETED);
  allocation.set_funding_stream("short-breaks-grant");
  Set(allocation.mutable_window_start(), 2026, 4, 1);
  Set(allocation.mutable_window_end(), 2031, 4, 1);
  return allocation;
}

std::vector<std::string> FieldsOf(const absl::Status& status) {
  google::rpc::Status wire;
  wire.ParseFromString(errors::WireDetails(status));
  std::vector<std::string> fields;
  for (const auto& detail : wire.details()) {
    google::rpc::BadRequest bad;
    if (!detail.UnpackTo(&bad)) continue;
    for (const auto& violation : bad.field_violations()) fields.push_back(violation.field());
  }
  return fields;
}

template <typename... Arguments>
std::vector<std::string> WrongIn(const Arguments&... arguments) {
  errors::FieldErrors fields;
  Check(arguments..., fields);
  return FieldsOf(fields.ToStatus());
}

std::vector<std::string> WrongChild(const std::function<void(v1::Child&)>& spoil) {
  v1::Child child = GoodChild();
  spoil(child);
  return WrongIn(child, "child.", kToday);
}

TEST(ValidationTest, GoodRecordsPass) {
  EXPECT_THAT(WrongIn(GoodChild(), "child.", kToday), IsEmpty());
  EXPECT_THAT(WrongIn(GoodEvidence(), ""), IsEmpty());
  EXPECT_THAT(WrongIn(GoodAllocation(), ""), IsEmpty());
}

TEST(ValidationTest, EveryWrongFieldIsNamedAtOnce) {
  v1::Child child;
  child.set_external_id("spaced ");
  child.set_ward(std::string(101, 'w'));
  child.set_postcode_district("wv3");
  child.add_needs(static_cast<type::v1::Need>(0));
  child.add_needs(static_cast<type::v1::Need>(99));
  child.set_assessment_route(static_cast<v1::AssessmentRoute>(42));
  EXPECT_THAT(WrongIn(child, "child.", kToday),
              ElementsAre("child.external_id", "child.display_name", "child.date_of_birth", "child.ward",
                          "child.postcode_district", "child.support_ratio", "child.needs[0]", "child.needs[1]",
                          "child.assessment_route"));
}

TEST(ValidationTest, LengthsAreCountedInCharacters) {
  std::string name;
  for (int i = 0; i < 200; ++i) name += "é";
  EXPECT_THAT(WrongChild([&](v1::Child& c) { c.set_display_name(name); }), IsEmpty());
  EXPECT_THAT(WrongChild([&](v1::Child& c) { c.set_display_name(name + "e"); }), ElementsAre("child.display_name"));
  EXPECT_THAT(WrongChild([&](v1::Child& c) { c.set_display_name(std::string(65536, 'n')); }),
              ElementsAre("child.display_name"));
}

TEST(ValidationTest, TextMustBeWellFormedAndSaySomething) {
  for (const std::string& bad :
       {std::string("\xC0\xAF"), std::string("\xED\xA0\x80"), std::string("a\xE2\x82"), std::string("\xF5\x80\x80\x80"),
        std::string("a\nb"), std::string("a\0b", 3), std::string("\xC2\x85"), std::string("   ")}) {
    EXPECT_THAT(WrongChild([&](v1::Child& c) { c.set_display_name(bad); }), ElementsAre("child.display_name"))
        << testing::PrintToString(bad);
  }
  for (const std::string& good : {std::string("Łucja O’Neill"), std::string("李"), std::string("𝒜")}) {
    EXPECT_THAT(WrongChild([&](v1::Child& c) { c.set_display_name(good); }), IsEmpty()) << good;
  }
}

TEST(ValidationTest, KeysThatTheStoreWouldConfuseAreRefused) {
  for (const std::string& bad :
       {std::string("K1 "), std::string(" K1"), std::string("ké"), std::string("K\t1"), std::string(65, 'k')}) {
    EXPECT_THAT(WrongChild([&](v1::Child& c) { c.set_external_id(bad); }), ElementsAre("child.external_id")) << bad;
  }
  EXPECT_THAT(WrongChild([](v1::Child& c) { c.set_external_id(std::string(64, 'k')); }), IsEmpty());
  EXPECT_THAT(WrongChild([](v1::Child& c) { c.clear_external_id(); }), IsEmpty());
}

TEST(ValidationTest, ADateOfBirthIsARealDayNotInTheFuture) {
  const auto born = [](int year, int month, int day) {
    return WrongChild([&](v1::Child& c) { Set(c.mutable_date_of_birth(), year, month, day); });
  };
  EXPECT_THAT(born(2026, 11, 24), IsEmpty());
  EXPECT_THAT(born(2026, 11, 25), ElementsAre("child.date_of_birth"));
  EXPECT_THAT(born(2017, 2, 29), ElementsAre("child.date_of_birth"));
  EXPECT_THAT(born(1899, 12, 31), ElementsAre("child.date_of_birth"));
  EXPECT_THAT(born(2017, -1, 2147483647), ElementsAre("child.date_of_birth"));
}

TEST(ValidationTest, SupportRatiosHaveBounds) {
  const auto ratio = [](int staff, int children) {
    return WrongChild([&](v1::Child& c) {
      c.mutable_support_ratio()->set_staff(staff);
      c.mutable_support_ratio()->set_children(children);
    });
  };
  EXPECT_THAT(ratio(4, 20), IsEmpty());
  EXPECT_THAT(ratio(0, 21), ElementsAre("child.support_ratio.staff", "child.support_ratio.children"));
  EXPECT_THAT(ratio(5, -1), ElementsAre("child.support_ratio.staff", "child.support_ratio.children"));
}

TEST(ValidationTest, PostcodeDistrictsHaveTheirShape) {
  for (const char* good : {"WV3", "B1", "WV10", "EC1A", "W1A"}) {
    EXPECT_THAT(WrongChild([&](v1::Child& c) { c.set_postcode_district(good); }), IsEmpty()) << good;
  }
  for (const char* bad : {"WV", "3", "WV3a", "WV100", "ABC1", "WV3 4AB"}) {
    EXPECT_THAT(WrongChild([&](v1::Child& c) { c.set_postcode_district(bad); }), ElementsAre("child.postcode_district"))
        << bad;
  }
}

TEST(ValidationTest, EvidenceEndsOnOrAfterItsFirstDay) {
  v1::Evidence evidence = GoodEvidence();
  Set(evidence.mutable_expire_date(), 2025, 12, 31);
  EXPECT_THAT(WrongIn(evidence, ""), ElementsAre("expire_date"));
  evidence.clear_expire_date();
  EXPECT_THAT(WrongIn(evidence, ""), IsEmpty());
  evidence.set_kind(v1::EVIDENCE_KIND_UNSPECIFIED);
  evidence.clear_issue_date();
  EXPECT_THAT(WrongIn(evidence, ""), ElementsAre("kind", "issue_date"));
}

TEST(ValidationTest, AllocationsHaveBounds) {
  v1::Allocation allocation = GoodAllocation();
  Set(allocation.mutable_window_end(), 2031, 4, 2);
  EXPECT_THAT(WrongIn(allocation, ""), ElementsAre("window_end")) << "five years and a day";
  Set(allocation.mutable_window_end(), 2026, 3, 31);
  EXPECT_THAT(WrongIn(allocation, ""), ElementsAre("window_end")) << "ends before it begins";
  for (const int64_t amount : {int64_t{0}, int64_t{-1}, int64_t{1'000'000'001}}) {
    allocation = GoodAllocation();
    allocation.mutable_granted()->set_amount(amount);
    EXPECT_THAT(WrongIn(allocation, ""), ElementsAre("granted.amount"));
  }
  EXPECT_THAT(WrongIn(v1::Allocation(), ""),
              ElementsAre("granted.unit", "granted.amount", "tier", "funding_stream", "window_start", "window_end"));
}

TEST(ImportValidationTest, WrongRowsAreNamedByTheirPath) {
  v1::ImportCaseloadRequest request;
  *request.add_children() = GoodChild();
  *request.add_children() = GoodChild();
  request.mutable_children(1)->set_external_id("C-2");
  request.mutable_children(1)->clear_date_of_birth();
  request.mutable_children(1)->set_name("children/x");
  request.add_carers()->set_display_name("Somebody");
  request.add_authorities();
  *request.add_evidence()->mutable_evidence() = GoodEvidence();
  request.mutable_evidence(0)->mutable_evidence()->clear_kind();
  request.add_allocations()->set_child_external_id("C-1");
  *request.mutable_allocations(0)->mutable_allocation() = GoodAllocation();
  request.mutable_allocations(0)->mutable_allocation()->set_child("children/x");
  EXPECT_THAT(
      FieldsOf(Check(request, kToday, "E08000031")),
      ElementsAre("carers[0].external_id", "children[1].date_of_birth", "children[1].name",
                  "authorities[0].carer_external_id", "authorities[0].child_external_id",
                  "evidence[0].child_external_id", "evidence[0].evidence.kind", "allocations[0].allocation.child"));
}

TEST(ImportValidationTest, AKeyUsedTwiceIsWrongInTheLaterRow) {
  v1::ImportCaseloadRequest request;
  *request.add_children() = GoodChild();
  *request.add_children() = GoodChild();
  for (int i = 0; i < 2; ++i) {
    v1::ImportAuthority* authority = request.add_authorities();
    authority->set_carer_external_id("P-1");
    authority->set_child_external_id("C-1");
  }
  EXPECT_THAT(FieldsOf(Check(request, kToday, "E08000031")), ElementsAre("children[1].external_id", "authorities[1]"));
}

TEST(ImportValidationTest, TooManyRowsAreOneError) {
  v1::ImportCaseloadRequest request;
  for (int i = 0; i < 10'001; ++i) request.add_carers();
  EXPECT_THAT(FieldsOf(Check(request, kToday, "E08000031")), ElementsAre("carers"));
}

TEST(CheckHome, ResidentAgreesWithTheAuthorityOfTheHome) {
  const auto fields_of = [](const v1::Child& child) {
    errors::FieldErrors fields;
    CheckHome(child, "child.", "E08000031", fields);
    return FieldsOf(fields.ToStatus());
  };
  v1::Child child = GoodChild();
  EXPECT_THAT(fields_of(child), IsEmpty());
  child.mutable_circumstances()->set_home_authority("E08000030");
  EXPECT_THAT(fields_of(child), IsEmpty());
  child.set_resident(true);
  EXPECT_THAT(fields_of(child), ElementsAre("child.resident"));
  child.mutable_circumstances()->set_home_authority("E08000031");
  EXPECT_THAT(fields_of(child), IsEmpty());
}

TEST(CheckImport, NamesFieldsOfCircumstancesThatThereAreNot) {
  v1::ImportCaseloadRequest request;
  request.add_circumstances_fields("scores");
  request.add_circumstances_fields("shoe_size");
  EXPECT_THAT(FieldsOf(Check(request, kToday, "E08000031")), ElementsAre("circumstances_fields[1]"));
}

}  // namespace
}  // namespace shortbreaks::eligibility
