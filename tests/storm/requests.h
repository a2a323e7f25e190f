// A request as the storm sends it, whichever of the contract's it is, and what its answer is about.
#pragma once

#include <google/protobuf/message.h>

#include <memory>
#include <string>

#include "storm/history.h"

namespace shortbreaks::storm {

struct Request {
  std::string method;  // `shortbreaks.bookings.v1.BookingsService/HoldPlace`
  std::shared_ptr<google::protobuf::Message> message;
  std::shared_ptr<google::protobuf::Message> answer;  // an empty one of its type
  std::string carer;                                  // who asks; empty: an officer
  bool second_officer = false;
  std::string child, session, target;  // for the history

  std::string request_id() const;
  std::string short_method() const { return method.substr(method.find('/') + 1); }
};

Request HoldPlace(const std::string& child, const std::string& session);
Request BookPlace(const std::string& child, const std::string& session, bool or_wait);
Request ConfirmBooking(const std::string& booking);
Request ExtendHold(const std::string& booking);
Request ReleaseHold(const std::string& booking);
Request CancelBooking(const std::string& booking);
Request JoinWaitingList(const std::string& child, const std::string& session);
Request AcceptOffer(const std::string& entry);
Request DeclineOffer(const std::string& entry);
Request LeaveWaitingList(const std::string& entry);
Request RevokeAuthority(const std::string& carer, const std::string& child);
Request GrantAuthority(const std::string& carer, const std::string& child);
// Needs nothing read before: `etag` is of the session.
Request SetCapacity(const std::string& session, const std::string& etag, int places);
Request CancelSession(const std::string& session);
Request ProposePolicy(const std::string& content);
Request PublishPolicy(const std::string& policy, const std::string& etag);

// Copies from the answer what the checkers judge.
void ReadAnswer(const google::protobuf::Message& answer, Attempt& attempt);

}  // namespace shortbreaks::storm
