// When a call is sent again. The services never retry for a caller: this is the one place that does.

export interface RetryPolicy {
  /** The first one included. 1: never again. */
  attemptsMax: number;
  /** Before the second attempt a random time up to this; it doubles with each attempt up to backoffMaxMs. */
  backoffMs: number;
  backoffMaxMs: number;
  /** Retries that a connection may make in a burst, and how much of one each answered call earns back. */
  budgetMax: number;
  budgetPerAnswer: number;
}

export const DEFAULT_RETRY: Readonly<RetryPolicy> = {
  attemptsMax: 5,
  backoffMs: 100,
  backoffMaxMs: 2_000,
  budgetMax: 10,
  budgetPerAnswer: 0.1,
};

/** Shared by all calls of a connection: when a service is in trouble, a client adds at most a tenth to its load. */
export class RetryBudget {
  #left: number;

  constructor(readonly policy: RetryPolicy) {
    this.#left = policy.budgetMax;
  }

  /** Takes one retry; false where none is left. */
  take(): boolean {
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }

  answered(): void {
    this.#left = Math.min(this.policy.budgetMax, this.#left + this.policy.budgetPerAnswer);
  }
}

/** How an attempt failed, as far as sending it again goes. */
export interface Failure {
  mayRetry: boolean;
  answered: boolean;
  retryAfterMs: number;
}

/** Time and chance. */
export interface Surroundings {
  now(): number;
  sleep(ms: number): Promise<void>;
  random(): number;
}

export const REAL_SURROUNDINGS: Surroundings = {
  now: () => performance.now(),
  sleep: (ms) => new Promise((done) => setTimeout(done, ms)),
  random: () => Math.random(),
};

/** Full jitter, and no less than the service asked for. `attempts` is how many were made, from 1. */
export function backoffOf(policy: RetryPolicy, attempts: number, retryAfterMs: number, random: number): number {
  const limit = Math.min(policy.backoffMs * 2 ** Math.min(attempts - 1, 20), policy.backoffMaxMs);
  return Math.max(retryAfterMs, limit * random);
}

export interface CallRules<E> {
  /** By `now`; no wait goes past it. */
  deadline: number;
  /** False: sent once. So is a change without a request id, which would be done twice. */
  mayRepeat: boolean;
  failureOf(error: unknown): E & Failure;
}

/** Runs `attempt` once, then again while the policy, the budget, the deadline and the error allow. */
export async function sendUntilAnswered<T, E>(
  budget: RetryBudget,
  around: Surroundings,
  rules: CallRules<E>,
  attempt: () => Promise<T>,
): Promise<T> {
  for (let attempts = 1; ; attempts++) {
    try {
      const answer = await attempt();
      budget.answered();
      return answer;
    } catch (error) {
      const failure = rules.failureOf(error);
      if (failure.answered && !failure.mayRetry) budget.answered();
      if (!failure.mayRetry || !rules.mayRepeat || attempts >= budget.policy.attemptsMax) throw failure;
      const wait = backoffOf(budget.policy, attempts, failure.retryAfterMs, around.random());
      if (around.now() + wait >= rules.deadline || !budget.take()) throw failure;
      await around.sleep(wait);
    }
  }
}
