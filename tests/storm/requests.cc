#include "storm/requests.h"

#include <absl/strings/str_cat.h>

#include "shortbreaks/bookings/v1/waiting.pb.h"
#include "shortbreaks/client.h"
#include "wire/times.h"

namespace shortbreaks::storm {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr char kBookings[] = "shortbreaks.bookings.v1.BookingsService/";
constexpr char kWaiting[] = "shortbreaks.bookings.v1.WaitingListService/";
constexpr char kFamilies[] = "shortbreaks.eligibility.v1.EligibilityService/";
constexpr char kPolicies[] = "shortbreaks.eligibility.v1.PolicyService/";
constexpr char kSessions[] = "shortbreaks.availability.v1.AvailabilityService/";
constexpr char kCapacity[] = "shortbreaks.availability.v1.CapacityService/";

template <typename Answer, typename Message>
Request Make(const char* service, const char* method, Message message) {
  message.set_request_id(NewRequestId());
  Request request;
  request.method = absl::StrCat(service, method);
  request.message = std::make_shared<Message>(std::move(message));
  request.answer = std::make_shared<Answer>();
  return request;
}

template <typename Message, typename Answer>
Request OfBooking(const char* service, const char* method, const std::string& name) {
  Message message;
  message.set_name(name);
  Request request = Make<Answer>(service, method, message);
  request.target = name;
  return request;
}

std::string TextIn(const Message& message, const char* name) {
  const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName(name);
  return field == nullptr ? "" : message.GetReflection()->GetString(message, field);
}

void ReadBooking(const bookings::v1::Booking& booking, Attempt& attempt) {
  attempt.answer = booking.name();
  attempt.answer_state = booking.state();
  attempt.child = booking.child();
  attempt.answer_session = booking.session();
  attempt.entry = booking.waiting_list_entry();
  if (booking.has_hold_expire_time()) attempt.hold_expire_time = wire::FromProto(booking.hold_expire_time());
}

// About a child and a session.
template <typename Message, typename Response>
Request OfSession(const char* service, const char* method, const std::string& child, const std::string& session,
                  Message message = {}) {
  message.set_child(child);
  message.set_session(session);
  Request request = Make<Response>(service, method, message);
  request.child = child;
  request.session = session;
  return request;
}

template <typename Message, typename Response>
Request OfAuthority(const char* method, const std::string& carer, const std::string& child) {
  Message message;
  message.set_carer(carer);
  message.set_child(child);
  Request request = Make<Response>(kFamilies, method, message);
  request.child = child;
  request.target = carer;
  return request;
}

}  // namespace

std::string Request::request_id() const { return TextIn(*message, "request_id"); }

Request HoldPlace(const std::string& child, const std::string& session) {
  return OfSession<bookings::v1::HoldPlaceRequest, bookings::v1::HoldPlaceResponse>(kBookings, "HoldPlace", child,
                                                                                    session);
}

Request BookPlace(const std::string& child, const std::string& session, bool or_wait) {
  bookings::v1::BookPlaceRequest message;
  message.set_join_waiting_list(or_wait);
  return OfSession<bookings::v1::BookPlaceRequest, bookings::v1::BookPlaceResponse>(kBookings, "BookPlace", child,
                                                                                    session, message);
}

Request ConfirmBooking(const std::string& booking) {
  return OfBooking<bookings::v1::ConfirmBookingRequest, bookings::v1::ConfirmBookingResponse>(
      kBookings, "ConfirmBooking", booking);
}
Request ExtendHold(const std::string& booking) {
  return OfBooking<bookings::v1::ExtendHoldRequest, bookings::v1::ExtendHoldResponse>(kBookings, "ExtendHold", booking);
}
Request ReleaseHold(const std::string& booking) {
  return OfBooking<bookings::v1::ReleaseHoldRequest, bookings::v1::ReleaseHoldResponse>(kBookings, "ReleaseHold",
                                                                                        booking);
}
Request CancelBooking(const std::string& booking) {
  return OfBooking<bookings::v1::CancelBookingRequest, bookings::v1::CancelBookingResponse>(kBookings, "CancelBooking",
                                                                                            booking);
}

Request JoinWaitingList(const std::string& child, const std::string& session) {
  return OfSession<bookings::v1::JoinWaitingListRequest, bookings::v1::JoinWaitingListResponse>(
      kWaiting, "JoinWaitingList", child, session);
}
Request AcceptOffer(const std::string& entry) {
  return OfBooking<bookings::v1::AcceptOfferRequest, bookings::v1::AcceptOfferResponse>(kWaiting, "AcceptOffer", entry);
}
Request DeclineOffer(const std::string& entry) {
  return OfBooking<bookings::v1::DeclineOfferRequest, bookings::v1::DeclineOfferResponse>(kWaiting, "DeclineOffer",
                                                                                          entry);
}
Request LeaveWaitingList(const std::string& entry) {
  return OfBooking<bookings::v1::LeaveWaitingListRequest, bookings::v1::LeaveWaitingListResponse>(
      kWaiting, "LeaveWaitingList", entry);
}

Request RevokeAuthority(const std::string& carer, const std::string& child) {
  return OfAuthority<eligibility::v1::RevokeAuthorityRequest, eligibility::v1::RevokeAuthorityResponse>(
      "RevokeAuthority", carer, child);
}
Request GrantAuthority(const std::string& carer, const std::string& child) {
  return OfAuthority<eligibility::v1::GrantAuthorityRequest, eligibility::v1::GrantAuthorityResponse>("GrantAuthority",
                                                                                                      carer, child);
}

Request SetCapacity(const std::string& session, const std::string& etag, int places) {
  availability::v1::SetCapacityRequest message;
  message.set_session(session);
  message.set_etag(etag);
  message.mutable_capacity()->set_places(places);
  Request request = Make<availability::v1::SetCapacityResponse>(kCapacity, "SetCapacity", message);
  request.session = session;
  return request;
}
Request CancelSession(const std::string& session) {
  availability::v1::CancelSessionRequest message;
  message.set_name(session);
  message.set_reason("The storm says so.");
  Request request = Make<availability::v1::CancelSessionResponse>(kSessions, "CancelSession", message);
  request.session = session;
  return request;
}
Request ProposePolicy(const std::string& content) {
  eligibility::v1::ProposePolicyRequest message;
  message.set_content(content);
  return Make<eligibility::v1::ProposePolicyResponse>(kPolicies, "ProposePolicy", message);
}
Request PublishPolicy(const std::string& policy, const std::string& etag) {
  eligibility::v1::PublishPolicyRequest message;
  message.set_name(policy);
  message.set_etag(etag);
  Request request = Make<eligibility::v1::PublishPolicyResponse>(kPolicies, "PublishPolicy", message);
  request.second_officer = true;
  request.target = policy;
  return request;
}

void ReadAnswer(const Message& answer, Attempt& attempt) {
  const FieldDescriptor* field = answer.GetDescriptor()->FindFieldByName("booking");
  const auto* reflection = answer.GetReflection();
  if (field != nullptr && reflection->HasField(answer, field)) {
    if (const auto* booking = dynamic_cast<const bookings::v1::Booking*>(&reflection->GetMessage(answer, field))) {
      ReadBooking(*booking, attempt);
    }
  }
  if (const auto* proposed = dynamic_cast<const eligibility::v1::ProposePolicyResponse*>(&answer)) {
    attempt.answer = proposed->policy().name();
    attempt.entry = proposed->policy().etag();
  }
  const std::string waits = TextIn(answer, "waiting_list_entry");
  if (!waits.empty()) attempt.entry = waits;
  field = answer.GetDescriptor()->FindFieldByName("entry");
  if (field == nullptr || !reflection->HasField(answer, field)) return;
  attempt.entry = TextIn(reflection->GetMessage(answer, field), "name");
}

}  // namespace shortbreaks::storm
