import type { LeasedWork, Store, Tx } from '@gatehouse/store';
import { managedRotation } from '../managed.ts';
import { CURRENT, isReplica, type Labels, PENDING, type Secret } from '../model.ts';
import type { SecretsParts } from '../parts.ts';
import { labels } from '../repositories/labels.ts';
import { secrets } from '../repositories/secrets.ts';
import { applyChange, momentOf } from './apply.ts';
import { addPending, endTest, unfinishedVersion } from './pending.ts';
import { nextFor, readState, type RotationState, type Running, writeState } from './progress.ts';
import { rotations } from './repository.ts';
import { planWork } from './rotation-work.ts';
import { recordRotationEvent } from './service-events.ts';
import type { Window } from './timetable.ts';
import { openToken, sealedToken } from './token.ts';
import { abandoned, missed, type Moment, stepEnded, stepFailed } from './transitions.ts';

type Parts = Pick<SecretsParts, 'audit' | 'ids' | 'clock' | 'vault' | 'invoke' | 'log' | 'managed'>;

/** A secret whose rotation is under way, as it was read. */
interface Reading {
  readonly secret: Secret;
  readonly state: RotationState;
  readonly labels: Labels;
  readonly moment: Moment;
}

/** A step that this node may run. */
interface Turn {
  readonly secret: Secret;
  readonly running: Running;
}

/** Undefined: it has nothing to rotate. */
const read = async (parts: Parts, tx: Tx, id: string): Promise<Reading | undefined> => {
  const secret = await secrets.byId(tx, id);
  const state = secret === undefined ? undefined : readState(secret.rotation);
  if (secret === undefined || state === undefined) return undefined;
  if (isReplica(secret) || secret.deletionAt !== undefined) return undefined;
  return { secret, state, labels: await labels.of(tx, id), moment: momentOf(parts, secret) };
};

/** Records whose turn it is. Whoever had it before and lost his lease cannot record any more what he did. */
const claim = async (
  parts: Parts,
  tx: Tx,
  { secret, state, moment }: Reading,
  running: Running,
  isNew: boolean,
): Promise<Turn | undefined> => {
  const rotation = { ...secret.rotation, state: writeState({ ...state, running }) };
  if (!(await rotations.replace(tx, secret, rotation))) return undefined;
  const started = running.kind === 'test' ? 'TestRotationStarted' : 'RotationStarted';
  if (isNew) await recordRotationEvent(parts, tx, secret, { name: started }, moment.now);
  return { secret: { ...secret, rotation }, running };
};

/** What was left unfinished is attempted again: its version may have a value that was set already. */
const begin = async (
  parts: Parts,
  tx: Tx,
  reading: Reading,
  window: Window,
  holder: string,
): Promise<Turn | undefined> => {
  const { secret, moment } = reading;
  const left = unfinishedVersion(reading.labels);
  const versionId = left ?? parts.ids.uuid();
  if (left === undefined && !(await addPending(tx, secret, reading.labels, versionId, moment.now)))
    throw new Error(`the pending version of secret ${secret.id} could not be made`);
  const running: Running = {
    kind: 'rotation',
    versionId,
    token: sealedToken(parts, secret.id),
    step: 'createSecret',
    attempt: 1,
    until: window.closesAt,
    asked: false,
    holder,
  };
  return claim(parts, tx, reading, running, true);
};

const take = async (
  parts: Parts,
  tx: Tx,
  reading: Reading,
  running: Running,
  holder: string,
): Promise<Turn | undefined> => {
  const { secret, state, moment } = reading;
  const { versionId, pausedUntil, ...rest } = running;
  // Somebody took the label away, as people do to get rid of a rotation that hangs.
  if (reading.labels.get(PENDING) !== versionId && reading.labels.get(CURRENT) !== versionId) {
    await applyChange(parts, tx, secret, abandoned(state, running, moment), moment.now);
    return undefined;
  }
  const on: Running = { ...rest, versionId, holder };
  return claim(parts, tx, reading, on, pausedUntil !== undefined);
};

/** Finds what is to be done now, and does all of it but the invocation. */
const nextTurn = async (
  parts: Parts,
  tx: Tx,
  { key, lease }: LeasedWork,
): Promise<Turn | undefined> => {
  const reading = await read(parts, tx, key);
  if (reading === undefined) return undefined;
  const { secret, state, moment } = reading;
  const next = nextFor(secret.rotation, state, moment.now);
  switch (next.do) {
    case 'wait':
      if (next.dueAt !== undefined) await planWork(tx, key, next.dueAt);
      return undefined;
    case 'begin':
      return begin(parts, tx, reading, next.window, lease);
    case 'step':
      return take(parts, tx, reading, next.running, lease);
    case 'give-up':
      await endTest(tx, secret, next.running);
      await applyChange(parts, tx, secret, missed(state, next, moment), moment.now);
      return undefined;
    case 'miss':
      await applyChange(parts, tx, secret, missed(state, next, moment), moment.now);
      return undefined;
    default:
      return next satisfies never;
  }
};

const SERVICE = 'secretsmanager.amazonaws.com';

/** How an invocation went. Nothing of what the function says is kept: it may name a secret. */
type Outcome = 'ended' | 'failed' | 'refused' | 'missing' | 'unreachable';

const invoked = async (parts: Parts, { secret, running }: Turn): Promise<Outcome> => {
  const { invoke, vault } = parts;
  const { step, versionId } = running;
  const rotationToken = openToken(vault, secret.id, running.token);
  const manager = managedRotation(parts, secret);
  if (manager !== undefined)
    return manager.rotate({ step, secretArn: secret.arn, versionId, rotationToken });
  const event = {
    Step: step,
    SecretId: secret.arn,
    ClientRequestToken: versionId,
    RotationToken: rotationToken,
  };
  const answer = await invoke.invoke({
    functionArn: secret.rotation.lambdaArn ?? '',
    payload: JSON.stringify(event),
    source: { service: SERVICE, sourceArn: secret.arn, sourceAccount: secret.account },
  });
  if (answer.outcome !== 'sent') return answer.outcome;
  return answer.failed ? 'failed' : 'ended';
};

const PATIENT_ATTEMPTS = 5;

/**
 * Where no function could be run, because this node stops or all are at work, the rotation has not failed: the same step is due
 * again in some seconds, here or elsewhere, for a while.
 */
const runStep = async (parts: Parts, turn: Turn, attempts: number): Promise<Outcome> => {
  const { secret, running } = turn;
  const about = { secret: secret.arn, step: running.step, attempt: running.attempt };
  try {
    const outcome = await invoked(parts, turn);
    if (outcome !== 'ended') parts.log.warn('a rotation failed', { ...about, outcome });
    return outcome;
  } catch (error) {
    if (attempts < PATIENT_ATTEMPTS) throw error;
    parts.log.warn('a rotation function could not be run', { ...about, cause: String(error) });
    return 'unreachable';
  }
};

/** Records how the step went, unless the turn is another's by now, or the rotation was cancelled meanwhile. */
const settle = async (
  parts: Parts,
  tx: Tx,
  { secret: before, running }: Turn,
  outcome: Outcome,
): Promise<void> => {
  const reading = await read(parts, tx, before.id);
  if (reading === undefined || reading.secret.rotation.state !== before.rotation.state) return;
  const { secret, state, moment } = reading;
  const change =
    outcome === 'ended'
      ? stepEnded(state, running, reading.labels.get(CURRENT), moment)
      : stepFailed(state, running, moment);
  if (change.state.running === undefined) await endTest(tx, secret, running);
  await applyChange(parts, tx, secret, change, moment.now);
};

/**
 * Does one step of a secret's rotation; what comes next is due work again. Each step is recorded before it runs and when it has
 * ended: a node that falls between leaves its lease to end, and the step is run once more, which every function must bear.
 */
export const rotateSecrets =
  (parts: Parts) =>
  async (store: Store, work: LeasedWork): Promise<void> => {
    const turn = await store.write((tx) => nextTurn(parts, tx, work));
    if (turn === undefined) return;
    const outcome = await runStep(parts, turn, work.attempts);
    await store.write((tx) => settle(parts, tx, turn, outcome));
  };
