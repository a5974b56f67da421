import type {
  AccessPolicy,
  AccessRequest,
  AutoApproval,
  AutomaticCondition,
  ConditionSource,
} from '../model/index.ts';
import { inTimeWindow } from '../policy/index.ts';
import type { RequestsParts } from './parts.ts';

const LONGEST_TIMEOUT_MILLISECONDS = 10_000;
const LONGEST_EVIDENCE = 500;

type Parts = Pick<RequestsParts, 'conditions' | 'clock' | 'timers' | 'log'>;

/**
 * Why nobody has to approve `draft`; undefined where somebody has to. Asked before any transaction. What is late, fails
 * or is not known does not hold: then people decide.
 */
export const automaticApproval = async (
  parts: Parts,
  policy: AccessPolicy,
  draft: AccessRequest,
): Promise<AutoApproval | undefined> => {
  const { automatic } = draft.requirement;
  const always = automatic.find(({ kind }) => kind === 'always');
  if (always !== undefined) return { by: 'rule', ruleId: always.ruleId };
  const answers = await Promise.all(automatic.map((one) => judge(parts, policy, draft, one)));
  return answers.find((answer) => answer !== undefined);
};

const judge = async (
  parts: Parts,
  policy: AccessPolicy,
  draft: AccessRequest,
  condition: AutomaticCondition,
): Promise<AutoApproval | undefined> => {
  // A condition on nothing says nothing.
  if (condition.kind === 'always' || condition.sources.length === 0) return undefined;
  const evidence = await Promise.all(
    condition.sources.map((source) => ask(parts, policy, draft, source)),
  );
  const known = evidence.filter((one) => one !== undefined);
  return known.length === condition.sources.length
    ? { by: 'conditions', ruleId: condition.ruleId, evidence: known }
    : undefined;
};

/** One sentence where the source says that it holds. */
const ask = async (
  { conditions, clock, timers, log }: Parts,
  policy: AccessPolicy,
  draft: AccessRequest,
  source: ConditionSource,
): Promise<string | undefined> => {
  if (source.kind === 'time-window') {
    const { days, from, to, zone } = source;
    const now = clock.now();
    // Access that starts later has to start in the window too: else asking at noon would give access at night.
    const times = draft.startAt !== undefined && draft.startAt > now ? [now, draft.startAt] : [now];
    return times.every((at) => inTimeWindow(source, at))
      ? `Within ${from} to ${to} ${zone}, ${days.join(', ')}.`
      : undefined;
  }
  // A source is not asked whether it knows nothing.
  if (source.kind === 'ticket' && (draft.fields.get(source.field) ?? '').trim() === '')
    return undefined;
  const known = policy.sources.get(source.source);
  if (known === undefined) return undefined;
  try {
    const milliseconds = Math.min(known.timeoutMilliseconds, LONGEST_TIMEOUT_MILLISECONDS);
    const late = new Promise<undefined>((resolve) => {
      timers.after(milliseconds, () => resolve(undefined));
    });
    const answer = await Promise.race([conditions.holds(source, draft), late]);
    return answer?.holds === true ? answer.evidence.slice(0, LONGEST_EVIDENCE) : undefined;
  } catch (error) {
    log.warn('a condition of automatic approval is not known', {
      source: source.source,
      reason: String(error).slice(0, 200),
    });
    return undefined;
  }
};
