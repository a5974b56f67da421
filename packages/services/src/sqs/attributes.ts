import { compilePolicy, PolicySyntaxError } from '@gatehouse/policy';
import { attributeInvalid, bothEncryptions, unknownAttribute } from './errors.ts';
import type { QueueAttributes } from './model.ts';
import { checkedRedrivePolicy, checkRedriveAllowPolicy } from './redrive.ts';

/** SQS API Reference, SetQueueAttributes: range and default of each attribute that is a number. */
const NUMBERS: ReadonlyMap<
  string,
  readonly [least: number, most: number, usual: string | undefined]
> = new Map([
  ['VisibilityTimeout', [0, 43_200, '30']],
  ['MaximumMessageSize', [1024, 1_048_576, '1048576']],
  ['MessageRetentionPeriod', [60, 1_209_600, '345600']],
  ['DelaySeconds', [0, 900, '0']],
  ['ReceiveMessageWaitTimeSeconds', [0, 20, '0']],
  ['KmsDataKeyReusePeriodSeconds', [60, 86_400, undefined]],
]);

const CHOICES: ReadonlyMap<string, readonly string[]> = new Map([
  ['FifoQueue', ['true', 'false']],
  ['ContentBasedDeduplication', ['true', 'false']],
  ['SqsManagedSseEnabled', ['true', 'false']],
  ['DeduplicationScope', ['queue', 'messageGroup']],
  ['FifoThroughputLimit', ['perQueue', 'perMessageGroupId']],
]);

const FIFO_DEFAULTS: ReadonlyMap<string, string> = new Map([
  ['FifoQueue', 'true'],
  ['ContentBasedDeduplication', 'false'],
  ['DeduplicationScope', 'queue'],
  ['FifoThroughputLimit', 'perQueue'],
]);

/** An empty value takes them away. */
const REMOVABLE = new Set(['Policy', 'RedrivePolicy', 'RedriveAllowPolicy', 'KmsMasterKeyId']);

const COUNTED = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesDelayed',
  'ApproximateNumberOfMessagesNotVisible',
  'CreatedTimestamp',
  'LastModifiedTimestamp',
  'QueueArn',
];
const KNOWN: ReadonlySet<string> = new Set([
  ...NUMBERS.keys(),
  ...CHOICES.keys(),
  ...REMOVABLE,
  ...COUNTED,
]);

const LONGEST_KEY_ID = 2048;
const INTEGER = /^\d{1,9}$/;

/** A changed attribute: undefined takes it away. */
export type Changes = ReadonlyMap<string, string | undefined>;

// SQS Developer Guide, "Amazon SQS policy quotas". The policy is read with every call, so its size is the call's cost.
const MOST_POLICY_BYTES = 8192;
const MOST_STATEMENTS = 20;

const requirePolicy = (text: string): void => {
  if (!isWithinPolicyQuotas(text)) throw attributeInvalid('Policy');
  try {
    compilePolicy(text, 'resource');
  } catch (error) {
    if (error instanceof PolicySyntaxError) throw attributeInvalid('Policy');
    throw error;
  }
};

/** Whether a policy is as short as it must be; that it is one at all is another question. */
export const isWithinPolicyQuotas = (text: string): boolean => {
  if (Buffer.byteLength(text) > MOST_POLICY_BYTES) return false;
  try {
    const document: unknown = JSON.parse(text);
    const statements: unknown =
      document !== null && typeof document === 'object' && 'Statement' in document
        ? document.Statement
        : undefined;
    return !Array.isArray(statements) || statements.length <= MOST_STATEMENTS;
  } catch {
    return true;
  }
};

const checkedNumber = (name: string, value: string): string => {
  const [least = 0, most = 0] = NUMBERS.get(name) ?? [];
  const number = INTEGER.test(value) ? Number(value) : -1;
  if (number < least || number > most) throw attributeInvalid(name);
  return String(number);
};

const checkedChoice = (name: string, value: string): string => {
  const choices = CHOICES.get(name) ?? [];
  const found = choices.find((choice) => choice.toLowerCase() === value.toLowerCase());
  if (found === undefined) throw attributeInvalid(name);
  return found;
};

const checked = (name: string, value: string): string | undefined => {
  if (NUMBERS.has(name)) return checkedNumber(name, value);
  if (CHOICES.has(name)) return checkedChoice(name, value);
  if (value === '' || (name !== 'KmsMasterKeyId' && value.trim() === '{}')) return undefined;
  if (name === 'Policy') requirePolicy(value);
  if (name === 'RedrivePolicy') return checkedRedrivePolicy(value);
  if (name === 'RedriveAllowPolicy') checkRedriveAllowPolicy(value);
  if (name === 'KmsMasterKeyId' && value.length > LONGEST_KEY_ID) throw attributeInvalid(name);
  return value;
};

/** The settable attributes of a request, each checked by itself; whether a RedrivePolicy's queue is there is looked up later. */
export const checkedChanges = (
  given: Readonly<Record<string, string | undefined>>,
  fifo: boolean,
): Changes => {
  const changes = new Map<string, string | undefined>();
  for (const [name, value] of Object.entries(given)) {
    const settable = NUMBERS.has(name) || CHOICES.has(name) || REMOVABLE.has(name);
    if (!settable || (FIFO_DEFAULTS.has(name) && !fifo)) throw unknownAttribute(name);
    changes.set(name, checked(name, value ?? ''));
  }
  if (changes.get('FifoQueue') === 'false')
    throw attributeInvalid('FifoQueue', 'Modifying queue type is not supported.');
  return changes;
};

const defaults = (fifo: boolean): Map<string, string> => {
  const attributes = new Map<string, string>();
  for (const [name, [, , usual]] of NUMBERS) if (usual !== undefined) attributes.set(name, usual);
  attributes.set('SqsManagedSseEnabled', 'true');
  if (fifo) for (const [name, value] of FIFO_DEFAULTS) attributes.set(name, value);
  return attributes;
};

/** One kind of encryption at a time: a KMS key replaces SQS's own, unless the request asks for both. */
const settleEncryption = (attributes: Map<string, string>, changes: Changes): void => {
  const key = attributes.get('KmsMasterKeyId');
  if (key === undefined) {
    attributes.delete('KmsDataKeyReusePeriodSeconds');
    return;
  }
  if (changes.get('SqsManagedSseEnabled') === 'true') throw bothEncryptions();
  attributes.set('SqsManagedSseEnabled', 'false');
  if (!attributes.has('KmsDataKeyReusePeriodSeconds'))
    attributes.set('KmsDataKeyReusePeriodSeconds', '300');
};

/** The attributes after a change; `before` is undefined for a new queue. */
export const changedAttributes = (
  before: QueueAttributes | undefined,
  changes: Changes,
  fifo: boolean,
): QueueAttributes => {
  const attributes = new Map(before ?? defaults(fifo));
  for (const [name, value] of changes) {
    if (value === undefined) attributes.delete(name);
    else attributes.set(name, value);
  }
  settleEncryption(attributes, changes);
  if (
    attributes.get('FifoThroughputLimit') === 'perMessageGroupId' &&
    attributes.get('DeduplicationScope') !== 'messageGroup'
  )
    throw attributeInvalid(
      'FifoThroughputLimit',
      'The value perMessageGroupId is allowed only when the value for DeduplicationScope is messageGroup.',
    );
  return attributes;
};

/** Names that GetQueueAttributes takes; throws for another. */
export const requireKnown = (names: readonly string[]): void => {
  for (const name of names) if (name !== 'All' && !KNOWN.has(name)) throw unknownAttribute(name);
};
