/** STS issues no session shorter than this (AssumeRole, DurationSeconds), so no window is. */
export const SHORTEST_SECONDS = 900;
export const LONGEST_JUSTIFICATION = 4096;
export const LONGEST_COMMENT = 4096;
/** What AssumeRole takes as `Policy`. */
export const LONGEST_SESSION_POLICY = 2048;
export const MOST_TARGETS = 20;
export const MOST_PENDING = 50;
export const FARTHEST_START_MILLISECONDS = 30 * 24 * 3600 * 1000;
export const IDEMPOTENCY_MILLISECONDS = 24 * 3600 * 1000;
export const LARGEST_PAGE = 200;
/** Rows that one page of a text search looks at; the cursor goes on from there. */
export const MOST_SEARCHED = 3000;
export const RECHECK_MILLISECONDS = 15_000;
export const WATCH_MILLISECONDS = 60_000;
export const ENDING_SOON_MILLISECONDS = 10 * 60_000;
export const REVIEW_REMINDER_MILLISECONDS = 24 * 3600 * 1000;
/** Every repetition means that somebody else's change was stored, so this many changes may meet. */
export const MOST_ATTEMPTS = 100;
export const MOST_NAMED_APPROVERS = 50;
