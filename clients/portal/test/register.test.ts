// A register that could not be saved: what was entered stays on the page, and is sent again as the same request.
import { bookings, ShortBreaksError } from "@shortbreaks/client";
import { Code } from "@connectrpc/connect";
import { describe, expect, test } from "vitest";

import { registerPages } from "../src/pages/provider/register.ts";
import { instantOf } from "../src/words.ts";
import { type Answer, errorOf, uuid, visit } from "./visits.ts";

const { CONFIRMED, ATTENDED, PART_ATTENDED } = bookings.BookingState;
const SESSION = uuid(1);
const [PART, CAME] = [uuid(2), uuid(3)];
const REQUEST = "01900000-0000-4000-8000-000000000003";
const ago = (minutes: number) => instantOf(new Date(Date.now() - minutes * 60_000));

const down = errorOf(Code.Unavailable);
const reused = errorOf(Code.AlreadyExists, "REQUEST_ID_REUSED");

const booking = (id: string, state = CONFIRMED, minutes = 0) => ({
  name: `bookings/${id}`, child: `children/${id}`, state, etag: "2", ...(state !== CONFIRMED && { attendance: { minutes } }),
});
type Booking = ReturnType<typeof booking>;

interface Services {
  /** How each time that the register is read ends; the last one stands for the rest. */
  reads?: (Booking[] | Error)[];
  marks: Error | object[];
}

/** Sends a register that says of one child that it came for a part, and of the other that it came. */
async function send({ reads = [[booking(PART), booking(CAME)]], marks }: Services, more: Record<string, string> = {}): Promise<Answer> {
  const session = { name: `sessions/${SESSION}`, state: 2, startTime: ago(10), endTime: ago(-110) };
  const getRegister = async () => {
    const found = reads.length > 1 ? reads.shift() : reads[0];
    if (!found || found instanceof Error) throw found;
    return { bookings: found, children: [], unmarked: 2, ...session, closeTime: ago(-9_000) };
  };
  const markAttendance = async () => {
    if (marks instanceof Error) throw marks;
    return { results: marks };
  };
  const me = { registers: { getRegister, markAttendance }, availability: { getSession: async () => ({ offer: { session, activity: { title: "Club" } } }) } };
  const row = (id: string, fields: Record<string, string>) => Object.fromEntries(Object.entries({ etag: "1", marked: "no", ...fields }).map(([name, value]) => [`${name}-${id}`, value]));
  const body = { _csrf: "token", request_id: REQUEST, ...row(PART, { outcome: "PART_ATTENDED", minutes: "45", reason: 'Left <early> & "well"' }), ...row(CAME, { outcome: "ATTENDED" }), ...more };
  return visit(registerPages, "post", "/provider/sessions/:id/register", { me, role: "provider", id: SESSION, body });
}

const requestIdOf = ({ data }: Answer) => (data["form"] as () => { requestId: string })().requestId;
const textsOf = ({ data }: Answer) => (data["errors"] as { list: { text: string }[] }).list.map(({ text }) => text).join(" ");
const hiddenIn = ({ html }: Answer) => Object.fromEntries([...html.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)].map(([, name, value]) => [name, value]));

describe("where the marks are not answered", () => {
  test.each([Code.Unavailable, Code.DeadlineExceeded])("code %i: what was entered stays, under the same request id", async (code) => {
    const answer = await send({ marks: errorOf(code) });
    expect([answer.status, answer.view]).toEqual([503, "provider/register"]);
    expect(requestIdOf(answer)).toBe(REQUEST);
    expect(answer.data["entered"]).toMatchObject({ [PART]: { outcome: "PART_ATTENDED", minutes: "45" }, [CAME]: { outcome: "ATTENDED" } });
    expect(textsOf(answer)).toContain("What you chose is still here.");
  });

  test("what is refused for good is not sent again", async () => {
    await expect(send({ marks: errorOf(Code.PermissionDenied) })).rejects.toThrow(ShortBreaksError);
  });
});

describe("where the register cannot be read either", () => {
  test("every field stays, to be sent again as the same request", async () => {
    const answer = await send({ reads: [down], marks: [] }, { rest: "came" });
    expect([answer.status, answer.view]).toEqual([503, "provider/register-kept"]);
    expect(answer.text).toContain("This page keeps what you chose for 2 children.");
    expect(answer.html).toContain(`action="/provider/sessions/${SESSION}/register"`);
    const hidden = hiddenIn(answer);
    expect(hidden).toMatchObject({
      request_id: REQUEST, rest: "came", [`etag-${PART}`]: "1", [`marked-${PART}`]: "no", [`outcome-${PART}`]: "PART_ATTENDED", [`minutes-${PART}`]: "45",
      [`reason-${PART}`]: "Left &lt;early&gt; &amp; &quot;well&quot;", [`etag-${CAME}`]: "1", [`outcome-${CAME}`]: "ATTENDED",
    });
    expect(hidden["_csrf"]).not.toBe("token");
    expect(answer.html.match(/name="(_csrf|request_id)"/g)).toHaveLength(2);
  });

  test("also where it is read anew after some were refused", async () => {
    const marks = [{ name: `bookings/${PART}`, errorReason: "ERROR_REASON_ETAG_MISMATCH", errorText: "" }, { name: `bookings/${CAME}`, errorReason: "" }];
    const answer = await send({ reads: [[booking(PART), booking(CAME)], down], marks });
    expect([answer.status, answer.view, requestIdOf(answer)]).toEqual([503, "provider/register-kept", REQUEST]);
    expect(answer.text).toContain("for 1 child.");
  });

  test("nothing is kept where nothing was chosen, or where it is refused for good", async () => {
    const nothing = { [`outcome-${PART}`]: "", [`outcome-${CAME}`]: "" };
    await expect(send({ reads: [down], marks: [] }, nothing)).rejects.toThrow(down);
    const refused = errorOf(Code.PermissionDenied);
    await expect(send({ reads: [refused], marks: [] })).rejects.toThrow(refused);
  });
});

describe("where the first try had arrived, and a mark was changed before the second", () => {
  test("the register as it is now is shown with what is different, as a new request", async () => {
    const reads = [[booking(PART), booking(CAME)], [booking(PART, PART_ATTENDED, 30), booking(CAME, ATTENDED)]];
    const answer = await send({ reads, marks: reused });
    expect([answer.status, answer.view]).toEqual([409, "provider/register"]);
    expect(textsOf(answer)).toContain("What you saved first had reached us after all.");
    expect(answer.data["entered"]).toEqual({ [PART]: expect.objectContaining({ outcome: "PART_ATTENDED", minutes: "45" }) });
    expect(requestIdOf(answer)).not.toBe(REQUEST);
    expect(hiddenIn(answer)).toMatchObject({ [`etag-${PART}`]: "2", [`marked-${PART}`]: "yes" });
    expect(answer.html).toContain('href="#marks"');
  });

  test("where it cannot be read anew, everything stays", async () => {
    const answer = await send({ reads: [[booking(PART), booking(CAME)], down], marks: reused });
    expect([answer.status, answer.view]).toEqual([503, "provider/register-kept"]);
  });
});
