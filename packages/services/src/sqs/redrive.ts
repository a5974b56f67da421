import { redriveAllowPolicyInvalid, redrivePolicyInvalid } from './errors.ts';
import type { Queue, QueueRef } from './model.ts';
import { queueOfArn } from './names.ts';

export interface RedrivePolicy {
  readonly target: QueueRef;
  readonly maxReceiveCount: number;
}

const MOST_RECEIVES = 1000;
const MOST_SOURCES = 10;
const INTEGER = /^\d{1,4}$/;

const jsonMap = (text: string): ReadonlyMap<string, unknown> | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === 'object' && !Array.isArray(value)
      ? new Map(Object.entries(value))
      : undefined;
  } catch {
    return undefined;
  }
};

/** The policy in its attribute's text; throws AWS's error for what is none. */
export const parseRedrivePolicy = (text: string): RedrivePolicy => {
  const map = jsonMap(text);
  if (map === undefined)
    throw redrivePolicyInvalid(text, 'Redrive policy is not a valid JSON map.');
  for (const name of ['deadLetterTargetArn', 'maxReceiveCount'])
    if (!map.has(name))
      throw redrivePolicyInvalid(
        text,
        `Redrive policy does not contain mandatory attribute: ${name}.`,
      );
  if (map.size > 2)
    throw redrivePolicyInvalid(
      text,
      'Only following attributes are supported: [deadLetterTargetArn, maxReceiveCount].',
    );
  const arn = map.get('deadLetterTargetArn');
  const count = String(map.get('maxReceiveCount'));
  const maxReceiveCount = INTEGER.test(count) ? Number(count) : 0;
  if (maxReceiveCount < 1 || maxReceiveCount > MOST_RECEIVES)
    throw redrivePolicyInvalid(
      text,
      `Invalid value for maxReceiveCount: ${count}, valid values are from 1 to ${MOST_RECEIVES} both inclusive.`,
    );
  const target = typeof arn === 'string' ? queueOfArn(arn) : undefined;
  if (target === undefined)
    throw redrivePolicyInvalid(text, 'Invalid value for deadLetterTargetArn.');
  return { target, maxReceiveCount };
};

/** The policy as it is kept and shown: the count is a number, even where the request has it as text. */
export const checkedRedrivePolicy = (text: string): string => {
  const { target, maxReceiveCount } = parseRedrivePolicy(text);
  return typeof jsonMap(text)?.get('maxReceiveCount') === 'number'
    ? text
    : JSON.stringify({ deadLetterTargetArn: target.arn, maxReceiveCount });
};

/** A stored policy; it was checked when it was set. */
export const redrivePolicyOf = ({
  attributes,
}: Pick<Queue, 'attributes'>): RedrivePolicy | undefined => {
  const text = attributes.get('RedrivePolicy');
  return text === undefined ? undefined : parseRedrivePolicy(text);
};

interface RedriveAllowPolicy {
  readonly permission: 'allowAll' | 'byQueue' | 'denyAll';
  readonly sources: readonly string[];
}

const parseRedriveAllowPolicy = (text: string): RedriveAllowPolicy => {
  const map = jsonMap(text);
  if (map === undefined)
    throw redriveAllowPolicyInvalid(
      text,
      "Amazon SQS can't create the redrive allow policy, as it's in an unsupported format.",
    );
  const permission = map.get('redrivePermission');
  if (permission !== 'allowAll' && permission !== 'byQueue' && permission !== 'denyAll')
    throw redriveAllowPolicyInvalid(
      text,
      "Amazon SQS can't create the redrive allow policy. Value for redrivePermission is invalid.",
    );
  const given = map.get('sourceQueueArns');
  const sources = Array.isArray(given) ? given.filter((arn) => typeof arn === 'string') : [];
  const listed = given !== undefined;
  if (listed !== (permission === 'byQueue'))
    throw redriveAllowPolicyInvalid(
      text,
      "Amazon SQS can't create the redrive allow policy. sourceQueueArns goes with redrivePermission byQueue only.",
    );
  if (
    listed &&
    (!Array.isArray(given) ||
      sources.length !== given.length ||
      sources.length === 0 ||
      sources.length > MOST_SOURCES)
  )
    throw redriveAllowPolicyInvalid(
      text,
      `Amazon SQS can't create the redrive allow policy. sourceQueueArns must hold 1 to ${MOST_SOURCES} queue ARNs.`,
    );
  return { permission, sources };
};

export const checkRedriveAllowPolicy = (text: string): void => {
  parseRedriveAllowPolicy(text);
};

/** Whether `source` may have this queue as its dead-letter queue. */
export const allowsSource = (
  { attributes }: Pick<Queue, 'attributes'>,
  source: string,
): boolean => {
  const text = attributes.get('RedriveAllowPolicy');
  if (text === undefined) return true;
  const { permission, sources } = parseRedriveAllowPolicy(text);
  return permission === 'allowAll' || (permission === 'byQueue' && sources.includes(source));
};
