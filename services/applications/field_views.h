// What those see of an application who may see it, but not all of it. Pure.
#pragma once

#include "shortbreaks/eligibility/v1/applications.pb.h"

namespace shortbreaks::applications {

namespace v1 = eligibility::v1;

// What a practitioner needs who applied for a family: what the practitioner wrote, where it stands, what evidence is
// wanted and by when, and how it ended. Not what the rules found on the child's file, nor who decided what and why:
// that is the family's to tell.
void KeepForPractitioner(v1::Application& application);
void KeepForPractitioner(v1::ApplicationEvent& event);

}  // namespace shortbreaks::applications
