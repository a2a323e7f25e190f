// What those see of an application who may see it, but not all of it. Pure.
#pragma once

#include "identity/principal.h"
#include "shortbreaks/eligibility/v1/applications.pb.h"

namespace shortbreaks::applications {

namespace v1 = eligibility::v1;

// What a caller in `role` sees of it.
void KeepFor(identity::Role role, v1::Application& application);
// The same, with its history.
void KeepFor(identity::Role role, v1::GetApplicationResponse& response);

// What a practitioner needs who applied for a family: what the practitioner wrote, where it stands, what evidence is
// wanted and by when, and how it ended. Not what the rules found on the child's file, nor who decided what and why:
// that is the family's to tell.
void KeepForPractitioner(v1::Application& application);
void KeepForPractitioner(v1::ApplicationEvent& event);

// What a family sees: all but a decision that waits for its second key, and why it was proposed or taken back. While it
// waits nothing is decided, and what was never confirmed was never decided. `history`: oldest first.
void KeepForFamily(v1::Application& application);
void KeepForFamily(google::protobuf::RepeatedPtrField<v1::ApplicationEvent>& history, bool awaits_second_key);

}  // namespace shortbreaks::applications
