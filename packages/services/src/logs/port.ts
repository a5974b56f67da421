import { AwsError } from '@gatehouse/core';
import { compilePolicy, type NamedPolicy } from '@gatehouse/policy';
import {
  type DeliveryOutcome,
  type LogPort,
  permitsService,
  type RolePrincipal,
  type ServiceSource,
} from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import { append } from './append.ts';
import type { LogsParts } from './deps.ts';
import type { Entry, Group, GroupRef, Stream } from './model.ts';
import { groupOfArn, groupPermission, streamPermission } from './names.ts';
import { requireBatch, sizeOf, sortOut } from './new-events.ts';
import { MOST_POLICIES } from './operations/resource-policies.ts';
import { groups } from './repositories/groups.ts';
import { resourcePolicies } from './repositories/policies.ts';
import { streams } from './repositories/streams.ts';

type Lines = Parameters<LogPort['write']>[0];

const MOST_EVENTS = 10_000;
const MOST_BYTES = 1_048_576;
const SPAN = 24 * 60 * 60 * 1000;
const DELIVERED_BY_ROLE = 'lambda.amazonaws.com';

/** The policies of an account as one: what one of them denies, no other allows. */
const policyOf = async (tx: Tx, ref: GroupRef): Promise<NamedPolicy | undefined> => {
  const found = await resourcePolicies.list(tx, ref, '', MOST_POLICIES);
  if (found.length === 0) return undefined;
  const statements = found.flatMap(({ document }) => {
    const { Statement = [] } = JSON.parse(document) as { Statement?: unknown };
    return Array.isArray(Statement) ? (Statement as unknown[]) : [Statement];
  });
  const document = JSON.stringify({ Version: '2012-10-17', Statement: statements });
  return { id: `${ref.arn} resource policies`, policy: compilePolicy(document, 'resource') };
};

/** Lines in order as batches that PutLogEvents takes. */
const batchesOf = (events: Lines['events']): readonly (readonly Entry[])[] => {
  const batches: Entry[][] = [];
  let bytes = 0;
  for (const { at, message } of events) {
    const entry = { at: at.getTime(), message };
    const batch = batches.at(-1);
    const size = sizeOf(entry);
    const [first] = batch ?? [];
    const before = batch?.at(-1);
    const fits =
      batch !== undefined &&
      first !== undefined &&
      before !== undefined &&
      batch.length < MOST_EVENTS &&
      bytes + size <= MOST_BYTES &&
      entry.at >= before.at &&
      entry.at - first.at <= SPAN;
    if (fits) batch.push(entry);
    else batches.push([entry]);
    bytes = fits ? bytes + size : size;
  }
  return batches;
};

/** How other services write. */
export const createLogPort = (parts: LogsParts): LogPort => ({
  write: async (lines) => {
    const ref = groupOfArn(lines.logGroupArn);
    const events = lines.events.filter(({ message }) => message !== '');
    if (ref === undefined) return 'missing';
    const batches = batchesOf(events);
    return 'principal' in lines.by
      ? writeAs(parts, ref, lines, batches, lines.by)
      : writeFor(parts, ref, lines, batches, lines.by);
  },
});

const permits = async (
  tx: Tx,
  parts: LogsParts,
  ref: GroupRef,
  stream: string,
  source: ServiceSource,
  actions: readonly string[],
): Promise<boolean> => {
  if (parts.acceptsLooseInput === true) return true;
  const policy = await policyOf(tx, ref);
  const { account, region } = ref;
  for (const action of actions) {
    const arn =
      action === 'logs:CreateLogGroup' ? groupPermission(ref) : streamPermission(ref, stream);
    if (!(await permitsService(parts, action, { arn, account, region, policy }, source)))
      return false;
  }
  return true;
};

/** A service principal: the account's resource policies decide, and the group's key lets CloudWatch Logs in. */
const writeFor = async (
  parts: LogsParts,
  ref: GroupRef,
  lines: Lines,
  batches: readonly (readonly Entry[])[],
  source: ServiceSource,
): Promise<DeliveryOutcome> => {
  const group = await parts.store.read((tx) => groups.find(tx, ref));
  if (group !== undefined && !(await parts.groupKeys.isOpen(group))) return 'refused';
  return writePermitted(parts, ref, lines, batches, source);
};

const writePermitted = (
  parts: LogsParts,
  ref: GroupRef,
  { stream: name, createsGroup }: Lines,
  batches: readonly (readonly Entry[])[],
  source: ServiceSource,
): Promise<DeliveryOutcome> =>
  parts.store.write(async (tx) => {
    const now = parts.clock.now();
    const found = await groups.find(tx, ref);
    const present = found === undefined ? undefined : await streams.find(tx, found.id, name);
    const actions = [
      ...(found === undefined ? ['logs:CreateLogGroup'] : []),
      ...(present === undefined ? ['logs:CreateLogStream'] : []),
      'logs:PutLogEvents',
    ];
    if (found === undefined && createsGroup !== true) return 'missing';
    if (!(await permits(tx, parts, ref, name, source, actions))) return 'refused';
    if (name === '' || name.length > 512 || /[:*]/.test(name)) return 'refused';
    for (const batch of batches) {
      const outcome = refusedBatch(batch);
      if (outcome !== undefined) return outcome;
    }
    const group = found ?? (await makeGroup(tx, parts, ref, now));
    const stream = present ?? (await makeStream(tx, parts, group, name, now));
    for (const batch of batches) {
      const { taken } = sortOut(batch, group, now);
      await append(tx, parts, group, stream, taken, now);
    }
    return 'sent';
  });

const refusedBatch = (batch: readonly Entry[]): DeliveryOutcome | undefined => {
  try {
    requireBatch(batch);
    return undefined;
  } catch (error) {
    if (error instanceof AwsError) return 'refused';
    throw error;
  }
};

const makeGroup = async (tx: Tx, { ids }: LogsParts, ref: GroupRef, now: Date): Promise<Group> => {
  const group: Group = {
    ...ref,
    id: ids.hex(24),
    class: 'STANDARD',
    kmsKeyId: undefined,
    retentionDays: undefined,
    deletionProtected: false,
    createdAt: now.getTime(),
  };
  if (!(await groups.insert(tx, group)))
    throw new Error(`${ref.arn} was not there and cannot be made`);
  return group;
};

const makeStream = async (
  tx: Tx,
  { ids }: LogsParts,
  group: Group,
  name: string,
  now: Date,
): Promise<Stream> => {
  const stream: Stream = {
    id: ids.hex(24),
    groupId: group.id,
    name,
    createdAt: now.getTime(),
    firstEventAt: undefined,
    lastEventAt: undefined,
    lastIngestedAt: undefined,
  };
  if (!(await streams.insert(tx, stream)))
    throw new Error(`a stream of ${group.arn} was not there and cannot be made`);
  return stream;
};

const nameOf = (error: unknown): string => (error instanceof AwsError ? error.name : '');

/** A role: each call is decided and recorded as if its holder had made it. */
const writeAs = async (
  { call }: LogsParts,
  { name: logGroupName, region }: GroupRef,
  { stream: logStreamName, createsGroup }: Lines,
  batches: readonly (readonly Entry[])[],
  {
    principal,
    service: by = DELIVERED_BY_ROLE,
  }: Extract<Lines['by'], { principal: RolePrincipal }>,
): Promise<DeliveryOutcome> => {
  const ask = (operation: string, input: object): Promise<unknown> =>
    call({ service: 'logs', operation, input, principal, region, by });
  const make = async (operation: string, input: object): Promise<void> => {
    try {
      await ask(operation, input);
    } catch (error) {
      // Another writer was faster.
      if (nameOf(error) !== 'ResourceAlreadyExistsException') throw error;
    }
  };
  const put = async (batch: readonly Entry[]): Promise<void> => {
    const logEvents = batch.map(({ at, message }) => ({ timestamp: at, message }));
    await ask('PutLogEvents', { logGroupName, logStreamName, logEvents });
  };
  // Where the group is there, its writer needs no permission to make it.
  const makeStreams = async (): Promise<void> => {
    try {
      await make('CreateLogStream', { logGroupName, logStreamName });
    } catch (error) {
      if (nameOf(error) !== 'ResourceNotFoundException' || createsGroup !== true) throw error;
      await make('CreateLogGroup', { logGroupName });
      await make('CreateLogStream', { logGroupName, logStreamName });
    }
  };
  const putMaking = async (batch: readonly Entry[]): Promise<void> => {
    try {
      await put(batch);
    } catch (error) {
      if (nameOf(error) !== 'ResourceNotFoundException') throw error;
      await makeStreams();
      await put(batch);
    }
  };
  try {
    for (const batch of batches) await putMaking(batch);
    return 'sent';
  } catch (error) {
    if (nameOf(error) === 'ResourceNotFoundException') return 'missing';
    // Also what AWS refuses for its form: it is refused again however often it is tried.
    if (error instanceof AwsError && (error.status ?? 400) < 500) return 'refused';
    throw error;
  }
};
