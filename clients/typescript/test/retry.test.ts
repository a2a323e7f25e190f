import { describe, expect, test } from "vitest";

import { backoffOf, DEFAULT_RETRY, type Failure, RetryBudget, sendUntilAnswered, type Surroundings } from "../src/retry.js";

class Failed extends Error implements Failure {
  constructor(
    readonly mayRetry: boolean,
    readonly answered = false,
    readonly retryAfterMs = 0,
  ) {
    super("failed");
  }
}

class Clock implements Surroundings {
  time = 0;
  waits: number[] = [];
  now = () => this.time;
  random = () => 0.5;
  sleep = async (ms: number) => {
    this.waits.push(ms);
    this.time += ms;
  };
}

/** Sends to a service that fails in this way and then answers; says how often it was called. */
async function send(failures: Failed[], { budget = new RetryBudget(DEFAULT_RETRY), mayRepeat = true, deadline = 60_000 } = {}) {
  const clock = new Clock();
  let calls = 0;
  const rules = { deadline, mayRepeat, failureOf: (error: unknown) => error as Failed };
  const answer = await sendUntilAnswered(budget, clock, rules, async () => {
    const failure = failures[calls++];
    if (failure) throw failure;
    return "answer";
  }).catch((error: unknown) => error);
  return { answer, calls, clock };
}

describe("a call", () => {
  test("is sent again until it is answered, waiting longer each time", async () => {
    const { answer, calls, clock } = await send([new Failed(true), new Failed(true)]);
    expect(answer).toBe("answer");
    expect(calls).toBe(3);
    expect(clock.waits).toEqual([50, 100]);
  });

  test("waits at least as long as the service asks", async () => {
    const { clock } = await send([new Failed(true, true, 1_500)]);
    expect(clock.waits).toEqual([1_500]);
  });

  test("is sent once where the answer is final", async () => {
    const { answer, calls } = await send([new Failed(false, true)]);
    expect(answer).toBeInstanceOf(Failed);
    expect(calls).toBe(1);
  });

  test("is sent once where sending it twice would do it twice", async () => {
    expect((await send([new Failed(true)], { mayRepeat: false })).calls).toBe(1);
  });

  test("is given up after as many attempts as the policy says", async () => {
    expect((await send(Array.from({ length: 9 }, () => new Failed(true)))).calls).toBe(DEFAULT_RETRY.attemptsMax);
  });

  test("is not sent again past its deadline", async () => {
    const { calls, clock } = await send([new Failed(true, true, 5_000)], { deadline: 4_000 });
    expect(calls).toBe(1);
    expect(clock.time).toBe(0);
  });
});

describe("the budget of retries", () => {
  test("bounds what all calls together add, and answers earn it back", async () => {
    const budget = new RetryBudget({ ...DEFAULT_RETRY, budgetMax: 1, budgetPerAnswer: 0.5 });
    expect((await send([new Failed(true), new Failed(true)], { budget })).calls).toBe(2);
    expect((await send([new Failed(true)], { budget })).calls).toBe(1);
    await send([], { budget });
    await send([], { budget });
    expect((await send([new Failed(true)], { budget })).answer).toBe("answer");
  });
});

test("the wait doubles up to its bound", () => {
  expect([1, 2, 3, 6, 30].map((attempts) => backoffOf(DEFAULT_RETRY, attempts, 0, 1))).toEqual([100, 200, 400, 2_000, 2_000]);
});
