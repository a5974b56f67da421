import type { RotateSecretRequest, RotateSecretResponse } from '@aws-sdk/client-secrets-manager';
import { type Call, type Limits, writes } from '@gatehouse/service-kit';
import { changeableSecret } from '../access.ts';
import { managedByService, tokenInUse } from '../errors.ts';
import { managedRotation } from '../managed.ts';
import {
  CURRENT,
  type Labels,
  PENDING,
  type Rotation,
  type RotationRules,
  type SealedValue,
  type Secret,
} from '../model.ts';
import { SECRET_ID } from '../names.ts';
import type { SecretsParts } from '../parts.ts';
import { labels } from '../repositories/labels.ts';
import { secrets } from '../repositories/secrets.ts';
import { versions } from '../repositories/versions.ts';
import { placeLabels, requireToken } from '../versions.ts';
import { chanceOf } from './apply.ts';
import {
  bothSchedules,
  invalidSchedule,
  mayNotInvoke,
  noFunction,
  previousNotComplete,
} from './errors.ts';
import { addPending, unfinishedVersion } from './pending.ts';
import { readState, type RotationState, type Running, writeState } from './progress.ts';
import { rotations } from './repository.ts';
import { planWork } from './rotation-work.ts';
import { recordRotationEvent } from './service-events.ts';
import { timetableOf, windowAt } from './timetable.ts';
import { sealedToken } from './token.ts';
import { configured, type Moment } from './transitions.ts';

const LIMITS: Limits = {
  ...SECRET_ID,
  RotationLambdaARN: { maxLength: 2048 },
  'RotationRules.AutomaticallyAfterDays': { minValue: 1, maxValue: 1000 },
  'RotationRules.Duration': { minLength: 2, maxLength: 3, pattern: '[0-9]+h' },
  'RotationRules.ScheduleExpression': {
    minLength: 1,
    maxLength: 256,
    pattern: '[0-9A-Za-z()#?*\\-/, ]+',
  },
};

/** For how long a rotation that was asked for is tried again. */
const ASKED_MILLISECONDS = 60 * 60 * 1000;
const SERVICE = 'secretsmanager.amazonaws.com';

const checkedRules = (given: RotateSecretRequest['RotationRules']): RotationRules | undefined => {
  if (given === undefined) return undefined;
  const { AutomaticallyAfterDays, Duration, ScheduleExpression } = given;
  if (AutomaticallyAfterDays !== undefined && ScheduleExpression !== undefined)
    throw bothSchedules();
  const rules: RotationRules = { AutomaticallyAfterDays, Duration, ScheduleExpression };
  const timetable = timetableOf(rules);
  if (timetable !== undefined && 'reason' in timetable) throw invalidSchedule(timetable.reason);
  if (timetable === undefined && Duration !== undefined)
    throw invalidSchedule('A duration needs a schedule');
  return rules;
};

/** The function must be there and let Secrets Manager in, and a caller who names one must be allowed to invoke it himself. */
const requireFunction = async (
  { invoke }: SecretsParts,
  call: Call,
  secret: Secret,
  functionArn: string,
  isNamed: boolean,
): Promise<void> => {
  // Whether the function is of this account or not: its policy is asked for the service, not for the caller.
  if (isNamed)
    await call.authorize(
      'lambda:InvokeFunction',
      functionArn,
      {},
      { resourceAccount: call.account },
    );
  const source = { service: SERVICE, sourceArn: secret.arn, sourceAccount: secret.account };
  if (!(await invoke.mayInvoke(call.tx, { functionArn, source }))) throw mayNotInvoke();
};

/** One who comes again with the same token must find what he began; any other version of that id is not his. */
const isRepeated = async (call: Call, secret: Secret, versionId: string): Promise<boolean> => {
  const state = readState(secret.rotation);
  if (state?.running?.versionId === versionId || state?.lastVersionId === versionId) return true;
  if ((await versions.find(call.tx, secret.id, versionId)) !== undefined)
    throw tokenInUse(versionId, secret.arn);
  return false;
};

/** A rotation whose label somebody took away does not hinder the next one. */
const requireNoneRunning = async (
  parts: SecretsParts,
  call: Call,
  secret: Secret,
  found: Labels,
): Promise<void> => {
  if (unfinishedVersion(found) !== undefined) throw previousNotComplete();
  const running = readState(secret.rotation)?.running;
  if (running === undefined) return;
  if ([found.get(PENDING), found.get(CURRENT)].includes(running.versionId))
    throw previousNotComplete();
  const event = { name: 'RotationAbandoned' } as const;
  await recordRotationEvent(parts, call.tx, secret, event, call.now.getTime());
};

/** A test is of the value that is current: the function tries a login with what AWSPENDING says. */
const copyOfCurrent = async (
  { values }: SecretsParts,
  call: Call,
  secret: Secret,
  found: Labels,
  versionId: string,
): Promise<SealedValue | undefined> => {
  const current = found.get(CURRENT);
  const version =
    current === undefined ? undefined : await versions.find(call.tx, secret.id, current);
  if (current === undefined || version?.value === undefined) return undefined;
  const plain = await values.open(call, secret, current, version.value);
  return values.seal(call, secret, versionId, plain);
};

/** Suites of emulators rotate without a function: the same value becomes current under a new id. */
const rotateAlone = async (
  parts: SecretsParts,
  call: Call,
  secret: Secret,
  found: Labels,
  versionId: string,
): Promise<void> => {
  const value = await copyOfCurrent(parts, call, secret, found, versionId);
  if (value === undefined) return;
  const createdAt = call.now.getTime();
  const version = { secretId: secret.id, versionId, createdAt, accessedAt: undefined, value };
  await versions.insert(call.tx, version);
  await placeLabels(call.tx, secret.id, versionId, [CURRENT], parts.limits.labels);
};

const runningOf = (
  parts: SecretsParts,
  secret: Secret,
  versionId: string,
  isTest: boolean,
  { since }: RotationState,
  { timetable, now }: Moment,
): Running => {
  const open = timetable === undefined ? undefined : windowAt(timetable, since, now);
  return {
    kind: isTest ? 'test' : 'rotation',
    versionId,
    token: sealedToken(parts, secret.id),
    step: isTest ? 'testSecret' : 'createSecret',
    attempt: 1,
    until: Math.max(now + ASKED_MILLISECONDS, open?.closesAt ?? 0),
    asked: true,
    pausedUntil: now,
  };
};

interface Settings {
  readonly lambdaArn: string | undefined;
  readonly rules: RotationRules | undefined;
}

/** Its rotation with these settings on; the window stays where it is when the rules do. */
const turnedOn = (
  { rotation }: Secret,
  { lambdaArn, rules }: Settings,
  isNew: boolean,
  moment: Moment,
): { readonly rotation: Rotation; readonly state: RotationState; readonly dueAt?: number } => {
  const before = readState(rotation);
  const on = { ...rotation, enabled: true, lambdaArn, rules };
  if (before?.window !== undefined && !isNew) return { rotation: on, state: before };
  const { state, dueAt, nextRotationAt } = configured(before, moment);
  return { rotation: { ...on, nextRotationAt }, state, ...(dueAt === undefined ? {} : { dueAt }) };
};

const start = async (
  parts: SecretsParts,
  call: Call,
  secret: Secret,
  found: Labels,
  {
    versionId,
    isTest,
    isNew,
    ...settings
  }: Settings & {
    readonly versionId: string;
    readonly isTest: boolean;
    readonly isNew: boolean;
  },
): Promise<void> => {
  const now = call.now.getTime();
  const timetable = timetableOf(settings.rules);
  if (timetable !== undefined && 'reason' in timetable)
    throw new Error('rules that do not hold passed');
  const moment: Moment = { timetable, now, chance: chanceOf(parts.ids) };
  const on = turnedOn(secret, settings, isNew, moment);
  const isManaged = managedRotation(parts, secret) !== undefined;
  // There is nothing to test of a service that rotates what is its own.
  const runs = settings.lambdaArn !== undefined || (isManaged && !isTest);
  const running = runs ? runningOf(parts, secret, versionId, isTest, on.state, moment) : undefined;
  const rotation = { ...on.rotation, state: writeState({ ...on.state, running }) };
  if (!(await rotations.replace(call.tx, secret, rotation))) throw previousNotComplete();
  await secrets.setChanged(call.tx, secret.id, now);
  if (!runs && isManaged) return planWork(call.tx, secret.id, on.dueAt ?? now);
  await planWork(call.tx, secret.id, runs ? now : undefined);
  if (!runs) return rotateAlone(parts, call, secret, found, versionId);
  const value = isTest ? await copyOfCurrent(parts, call, secret, found, versionId) : undefined;
  if (!(await addPending(call.tx, secret, found, versionId, now, value)))
    throw previousNotComplete();
};

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html */
export const rotateSecret = (parts: SecretsParts) =>
  writes<RotateSecretRequest, RotateSecretResponse>(
    { limits: LIMITS, partial: 'No managed external secrets.' },
    async (input, call) => {
      const { RotationLambdaARN, RotateImmediately = true } = input;
      const { secret } = await changeableSecret(parts, call, 'RotateSecret', input.SecretId, {
        'secretsmanager:RotationLambdaARN': RotationLambdaARN,
        'secretsmanager:ModifyRotationRules': input.RotationRules !== undefined,
        'secretsmanager:RotateImmediately': RotateImmediately,
        'secretsmanager:ExternalSecretRotationRoleArn': input.ExternalSecretRotationRoleArn,
      });
      const versionId = requireToken(input.ClientRequestToken);
      const rules = checkedRules(input.RotationRules);
      const answer = { ARN: secret.arn, Name: secret.name, VersionId: versionId };
      if (await isRepeated(call, secret, versionId)) return answer;

      const isManaged = managedRotation(parts, secret) !== undefined;
      if (isManaged && RotationLambdaARN !== undefined) throw managedByService();
      const lambdaArn = RotationLambdaARN ?? secret.rotation.lambdaArn;
      if (lambdaArn === undefined && !isManaged && parts.acceptsLooseInput !== true)
        throw noFunction();
      const found = await labels.of(call.tx, secret.id);
      await requireNoneRunning(parts, call, secret, found);
      if (lambdaArn !== undefined)
        await requireFunction(parts, call, secret, lambdaArn, RotationLambdaARN !== undefined);
      await start(parts, call, secret, found, {
        lambdaArn,
        rules: rules ?? secret.rotation.rules,
        versionId,
        isTest: !RotateImmediately,
        isNew: rules !== undefined || !secret.rotation.enabled,
      });
      return answer;
    },
  );
