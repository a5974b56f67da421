import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Ids } from '@gatehouse/core';
import type { Vault } from '@gatehouse/service-kit';
import type { Store, Tx } from '@gatehouse/store';
import { attemptLimitExceeded, codeMismatch, expiredCode } from './errors.ts';
import { codeRows, type StoredCode } from './repositories/codes.ts';

/** What a code is for: each purpose of a user has one code at a time. */
export type CodePurpose = 'sign-up' | 'reset' | 'verify-email' | 'verify-phone';

export interface CodeRequest {
  readonly sub: string;
  readonly purpose: CodePurpose;
  /** What the code proves: the address that it goes to. */
  readonly subject?: string | undefined;
  readonly now: Date;
}

export interface Codes {
  /** A new code in place of the earlier one, to be sent; throws LimitExceededException when too many were sent. */
  readonly issue: (tx: Tx, request: CodeRequest) => Promise<string>;
  /** A code that nobody is told, where there is none: `check` then answers as for a code that was sent. */
  readonly ensure: (tx: Tx, request: CodeRequest) => Promise<void>;
  /**
   * What the code proves (its subject). Throws CodeMismatchException, ExpiredCodeException or LimitExceededException;
   * the attempt counts even so, therefore it takes a transaction of its own and must not run inside another write.
   * The code stays usable until `spend`.
   */
  readonly check: (store: Store, request: CodeRequest, code: string) => Promise<string | undefined>;
  /** Ends the code in the transaction of what it permits; false when it was spent or replaced meanwhile. */
  readonly spend: (tx: Tx, request: CodeRequest, code: string) => Promise<boolean>;
}

const HOUR = 3_600_000;
/** Developer Guide, "Verifying contact information": codes to confirm and verify 24 hours, to reset a password one. */
const LIFETIMES: Readonly<Record<CodePurpose, number>> = {
  'sign-up': 24 * HOUR,
  reset: HOUR,
  'verify-email': 24 * HOUR,
  'verify-phone': 24 * HOUR,
};
const MOST_ATTEMPTS = 5;
/** Developer Guide, "Quotas": 5 to 20 requests for a code an hour. */
const MOST_SENT = 5;
const DIGITS = 6;

/** Within an hour of the first, further messages count. */
const counted = (earlier: StoredCode | undefined, now: Date) => {
  const running = earlier !== undefined && now.getTime() - earlier.windowStartedAt.getTime() < HOUR;
  return {
    sent: running ? earlier.sent + 1 : 1,
    windowStartedAt: running ? earlier.windowStartedAt : now,
  };
};

export const createCodes = (vault: Vault, ids: Ids): Codes => {
  const key = vault.key('cognito-idp.code');

  const hash = ({ sub, purpose }: CodeRequest, code: string): Buffer =>
    createHmac('sha256', key).update(`${sub}\0${purpose}\0${code}`).digest();

  const digits = (): string => {
    // 2^48 is so far above 10^6 that no digit is likelier than another by more than 1 in 10^8.
    const value = ids.bytes(6).readUIntBE(0, 6) % 10 ** DIGITS;
    return String(value).padStart(DIGITS, '0');
  };

  const matches = (stored: StoredCode, request: CodeRequest, code: string): boolean => {
    const given = hash(request, code);
    return (
      stored.hash !== undefined &&
      stored.hash.length === given.length &&
      timingSafeEqual(stored.hash, given)
    );
  };

  const issue = async (tx: Tx, request: CodeRequest): Promise<string> => {
    const { sub, purpose, now } = request;
    const count = counted(await codeRows.find(tx, sub, purpose), now);
    if (count.sent > MOST_SENT) throw attemptLimitExceeded();
    const code = digits();
    await codeRows.put(tx, sub, purpose, {
      ...count,
      hash: hash(request, code),
      subject: request.subject,
      expiresAt: new Date(now.getTime() + LIFETIMES[purpose]),
      attempts: 0,
    });
    return code;
  };

  return {
    issue,

    ensure: async (tx, request) => {
      const stored = await codeRows.find(tx, request.sub, request.purpose);
      if (stored === undefined || stored.expiresAt <= request.now) await issue(tx, request);
    },

    check: async (store, request, code) => {
      const { sub, purpose, now } = request;
      const answer = await store.write(async (tx) => {
        const stored = await codeRows.find(tx, sub, purpose);
        if (stored?.hash === undefined || stored.expiresAt <= now) return expiredCode();
        if (stored.attempts >= MOST_ATTEMPTS) return attemptLimitExceeded();
        await codeRows.put(tx, sub, purpose, { ...stored, attempts: stored.attempts + 1 });
        return matches(stored, request, code) ? stored : codeMismatch();
      });
      if (answer instanceof Error) throw answer;
      return answer.subject;
    },

    spend: async (tx, request, code) => {
      const stored = await codeRows.find(tx, request.sub, request.purpose);
      if (stored === undefined || stored.expiresAt <= request.now) return false;
      if (!matches(stored, request, code)) return false;
      await codeRows.put(tx, request.sub, request.purpose, { ...stored, hash: undefined });
      return true;
    },
  };
};
