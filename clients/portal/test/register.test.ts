// A register whose answer never came: what was entered stands on the page, and is sent again as the same request.
import { bookings, ShortBreaksError } from "@shortbreaks/client";
import { Code, ConnectError } from "@connectrpc/connect";
import { expect, test } from "vitest";

import { translator } from "../src/messages.ts";
import { registerPages } from "../src/pages/provider/register.ts";
import { Visit } from "../src/visit.ts";
import { instantOf, Words } from "../src/words.ts";

const SESSION = "01900000-0000-7000-8000-000000000001";
const BOOKING = "01900000-0000-7000-8000-000000000002";
const REQUEST = "01900000-0000-4000-8000-000000000003";
const ago = (minutes: number) => instantOf(new Date(Date.now() - minutes * 60_000));

interface Shown {
  status: number;
  view: string;
  data: { form: () => { requestId: string }; entered: Record<string, { outcome: string; minutes: string }>; errors: { list: { text: string }[] } };
}

/** Sends a register to services of which MarkAttendance fails in that way. */
async function send(failure: Error): Promise<Shown> {
  const shown: Partial<Shown> = {};
  const session = { name: `sessions/${SESSION}`, state: 2, startTime: ago(10), endTime: ago(-110) };
  const booking = { name: `bookings/${BOOKING}`, child: "children/1", state: bookings.BookingState.CONFIRMED, etag: "1" };
  const me = {
    registers: {
      getRegister: async () => ({ bookings: [booking], children: [], unmarked: 1, ...session, closeTime: ago(-9_000) }),
      markAttendance: async () => Promise.reject(failure),
    },
    availability: { getSession: async () => ({ offer: { session, activity: { title: "Club" } } }) },
  };
  const body = { request_id: REQUEST, [`etag-${BOOKING}`]: "1", [`marked-${BOOKING}`]: "no", [`outcome-${BOOKING}`]: "PART_ATTENDED", [`minutes-${BOOKING}`]: "45" };
  const response = { status: (code: number) => (shown.status = code), render: (view: string, data: Shown["data"]) => Object.assign(shown, { view, data }) };
  const request = { params: { id: SESSION }, query: {}, body, session: {}, path: "/" };
  const post = registerPages.find(({ method }) => method === "post");
  await post?.show(new Visit({ request, response, me, person: { name: "Pat", role: "provider" }, places: [], words: new Words(translator("en"), "en") } as never));
  return shown as Shown;
}

const errorOf = (code: Code) => new ShortBreaksError(new ConnectError("the network", code), "call");

test.each([Code.Unavailable, Code.DeadlineExceeded])("code %i: what was entered stays, under the same request id", async (code) => {
  const { status, view, data } = await send(errorOf(code));
  expect(status).toBe(503);
  expect(view).toBe("provider/register");
  expect(data.form().requestId).toBe(REQUEST);
  expect(data.entered[BOOKING]).toMatchObject({ outcome: "PART_ATTENDED", minutes: "45" });
  expect(data.errors.list[0]?.text).toContain("What you chose is still here.");
});

test("what is refused for good is not sent again", async () => {
  await expect(send(errorOf(Code.PermissionDenied))).rejects.toThrow(ShortBreaksError);
});
