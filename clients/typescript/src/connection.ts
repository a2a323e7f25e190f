// The way to the three services, kept open and shared, and clients over it for whoever calls.
import { type Client, createClient, type Transport } from "@connectrpc/connect";
import { createGrpcTransport, Http2SessionManager } from "@connectrpc/connect-node";
import type { SecureClientSessionOptions } from "node:http2";

import { AvailabilityService } from "./gen/shortbreaks/availability/v1/availability_pb.js";
import { SuggestionService } from "./gen/shortbreaks/availability/v1/alternatives_pb.js";
import { CapacityService } from "./gen/shortbreaks/availability/v1/capacity_pb.js";
import { ProgrammeService } from "./gen/shortbreaks/availability/v1/programmes_pb.js";
import { StaffService } from "./gen/shortbreaks/availability/v1/roster_pb.js";
import { SeriesService } from "./gen/shortbreaks/availability/v1/series_pb.js";
import { TimetableService } from "./gen/shortbreaks/availability/v1/timetable_pb.js";
import { VenueService } from "./gen/shortbreaks/availability/v1/venues_pb.js";
import { AffectedBookingsService } from "./gen/shortbreaks/bookings/v1/affected_pb.js";
import { BookingsService } from "./gen/shortbreaks/bookings/v1/bookings_pb.js";
import { DemandService } from "./gen/shortbreaks/bookings/v1/demand_pb.js";
import { CalendarFeedService } from "./gen/shortbreaks/bookings/v1/feeds_pb.js";
import { NeedsMatchService } from "./gen/shortbreaks/bookings/v1/match_pb.js";
import { RegisterService } from "./gen/shortbreaks/bookings/v1/registers_pb.js";
import { WaitingListService } from "./gen/shortbreaks/bookings/v1/waiting_pb.js";
import { AllocationService } from "./gen/shortbreaks/eligibility/v1/allocations_pb.js";
import { ApplicationService } from "./gen/shortbreaks/eligibility/v1/applications_pb.js";
import { AuditService } from "./gen/shortbreaks/eligibility/v1/audit_pb.js";
import { ConsentService } from "./gen/shortbreaks/eligibility/v1/consents_pb.js";
import { CorrectionService } from "./gen/shortbreaks/eligibility/v1/corrections_pb.js";
import { DeliveryService } from "./gen/shortbreaks/eligibility/v1/delivery_pb.js";
import { EligibilityService } from "./gen/shortbreaks/eligibility/v1/eligibility_pb.js";
import { PolicyService } from "./gen/shortbreaks/eligibility/v1/policies_pb.js";
import { ReferralService } from "./gen/shortbreaks/eligibility/v1/referrals_pb.js";
import { DEFAULT_RETRY, RetryBudget, type RetryPolicy } from "./retry.js";
import { type Caller, patientTransport } from "./transport.js";

const AVAILABILITY = {
  availability: AvailabilityService,
  suggestions: SuggestionService,
  capacity: CapacityService,
  programmes: ProgrammeService,
  staff: StaffService,
  series: SeriesService,
  timetables: TimetableService,
  venues: VenueService,
} as const;
const ELIGIBILITY = {
  eligibility: EligibilityService,
  policies: PolicyService,
  applications: ApplicationService,
  allocations: AllocationService,
  audit: AuditService,
  consents: ConsentService,
  corrections: CorrectionService,
  delivery: DeliveryService,
  referrals: ReferralService,
} as const;
const BOOKINGS = {
  bookings: BookingsService,
  waiting: WaitingListService,
  calendars: CalendarFeedService,
  needsMatch: NeedsMatchService,
  affected: AffectedBookingsService,
  demand: DemandService,
  registers: RegisterService,
} as const;

type ClientsOf<Services> = { readonly [Name in keyof Services]: Services[Name] extends infer S ? ServiceClient<S> : never };
type ServiceClient<S> = S extends Parameters<typeof createClient>[0] ? Client<S> : never;

/** Every service of the contract that an app for families, a provider or a council calls, by a short name. */
export type ShortBreaks = ClientsOf<typeof AVAILABILITY> & ClientsOf<typeof ELIGIBILITY> & ClientsOf<typeof BOOKINGS>;

export interface ConnectionOptions {
  /** `https://breaks.example.org:443`. `http://` shows tokens to the wire: loopback alone. */
  availability: string;
  eligibility: string;
  bookings: string;
  /** The authority, and where the operator asks for one the app's own certificate and key. PEM. */
  tls?: Pick<SecureClientSessionOptions, "ca" | "cert" | "key">;
  /** For a call with all its retries. 10,000 where it is left out. */
  timeoutMs?: number;
  retry?: Partial<RetryPolicy>;
}

/** Make one and keep it: it connects when it is first used, and again where the connection breaks. */
export class Connection {
  readonly #sessions: Http2SessionManager[] = [];
  readonly #transports: { availability: Transport; eligibility: Transport; bookings: Transport };
  readonly #budget: RetryBudget;
  readonly #timeoutMs: number;

  constructor(options: ConnectionOptions) {
    this.#budget = new RetryBudget({ ...DEFAULT_RETRY, ...options.retry });
    this.#timeoutMs = options.timeoutMs ?? 10_000;
    const reach = (address: string) => this.#reach(address, options.tls);
    this.#transports = {
      availability: reach(options.availability),
      eligibility: reach(options.eligibility),
      bookings: reach(options.bookings),
    };
  }

  /** Cheap: a server makes one for each person that it acts for. */
  as(caller: Caller): ShortBreaks {
    const over = (base: Transport) => patientTransport({ base, budget: this.#budget, timeoutMs: this.#timeoutMs, caller });
    return {
      ...clients(AVAILABILITY, over(this.#transports.availability)),
      ...clients(ELIGIBILITY, over(this.#transports.eligibility)),
      ...clients(BOOKINGS, over(this.#transports.bookings)),
    };
  }

  /** Ends the connections; calls that are under way fail. */
  close(): void {
    for (const session of this.#sessions) session.abort();
  }

  #reach(baseUrl: string, tls: ConnectionOptions["tls"]): Transport {
    const sessionManager = new Http2SessionManager(baseUrl, { pingIntervalMs: 10_000, pingTimeoutMs: 5_000 }, { ...tls });
    this.#sessions.push(sessionManager);
    return createGrpcTransport({ baseUrl, sessionManager });
  }
}

function clients<Services extends Record<string, Parameters<typeof createClient>[0]>>(services: Services, transport: Transport) {
  const made = Object.entries(services).map(([name, service]) => [name, createClient(service, transport)] as const);
  return Object.fromEntries(made) as ClientsOf<Services>;
}
