import { createDetection, type Detection } from '../detect.ts';
import type { TrailEvent } from '../model.ts';
import type { RuleSettings } from '../rules/model.ts';
import { type Assumption, assumptionOf, isAssuming } from './chain.ts';
import { type Inquiry, inquiryOf } from './inquiry.ts';
import { kindOf, type Subject, subjectTest } from './subject.ts';

/** Gathers what a scan of log files shows of a subject. */
export interface OfflineInquiry {
  /** For the scan. */
  readonly detection: Detection;
  finish(): Inquiry;
}

const MOST_EVENTS = 20_000;
const MOST_ASSUMPTIONS = 100_000;
const MOST_KEYS = 200_000;

interface Asked {
  readonly subject: { readonly kind?: Subject['kind'] | undefined; readonly value: string };
  readonly rules: RuleSettings;
}

/** Of a subject with more events than fit into memory the first are kept, and the others counted. */
export const createOfflineInquiry = ({ subject: given, rules }: Asked): OfflineInquiry => {
  const subject = { kind: given.kind ?? kindOf(given.value), value: given.value };
  const test = subjectTest(subject, new Set());
  const events: TrailEvent[] = [];
  const assumptions: Assumption[] = [];
  const calls = new Map<string, number>();
  let [more, from, to] = [0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];

  const observe = (event: TrailEvent): void => {
    from = Math.min(from, event.at);
    to = Math.max(to, event.at);
    const key = event.actor.accessKeyId;
    if (key !== undefined && (calls.has(key) || calls.size < MOST_KEYS))
      calls.set(key, (calls.get(key) ?? 0) + 1);
    if (isAssuming(event) && assumptions.length < MOST_ASSUMPTIONS)
      assumptions.push(assumptionOf(event));
    if (!test(event)) return;
    if (events.length < MOST_EVENTS) events.push(event);
    else more += 1;
  };

  const nothing = createDetection({
    detectors: [],
    alerts: { suppressions: [], live: false },
    rules: new Map(),
  });
  return {
    detection: {
      ...nothing,
      takeAll: (taken) => {
        for (const event of taken) observe(event);
      },
    },
    finish: () =>
      inquiryOf({
        subject,
        from: Number.isFinite(from) ? from : 0,
        to: Number.isFinite(to) ? to : 0,
        events,
        more,
        assumptions,
        calls,
        alerts: new Map(),
        rules,
      }),
  };
};
