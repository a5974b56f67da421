import { randomUUID } from 'node:crypto';
import type { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { Failure } from '../errors.ts';
import type { Ending, FunctionProcess } from './function-process.ts';
import type { Gate } from './gate.ts';
import { type Before, CURRENT, labelsOf, moveLabel, PENDING, putLabelsBack } from './labels.ts';

export type Step = 'createSecret' | 'setSecret' | 'testSecret' | 'finishSecret';

/** One thing that a rotation function must do, and whether it did. */
export interface Check {
  readonly check: string;
  /** What it did instead; undefined: all is well. */
  readonly problem?: string;
}

export interface Trial {
  readonly secrets: SecretsManager;
  readonly before: Before;
  readonly gate: Gate;
  readonly process: FunctionProcess;
  readonly report: (check: Check) => void;
}

/** What went wrong is said; what comes after it in the same rotation would say it again. */
class Stopped extends Error {}

/** Says a check, and ends the rotation when there is a problem. */
export const must = (trial: Trial, check: string, problem: string | undefined): void => {
  trial.report(problem === undefined ? { check } : { check, problem });
  if (problem !== undefined) throw new Stopped();
};

const SHORTEST_SECRET = 8;

const secretTexts = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(secretTexts);
};

const textsOf = (text: string): readonly string[] => {
  try {
    return secretTexts(JSON.parse(text));
  } catch {
    return [text];
  }
};

/** Texts of a new version that the old one did not have: the secret part. */
const newTexts = (before: string, text: string): readonly string[] => {
  const known = new Set(textsOf(before));
  return textsOf(text).filter((one) => one.length >= SHORTEST_SECRET && !known.has(one));
};

/** One rotation with a token of its own. */
export const rotationOf = (trial: Trial) => {
  const { secrets, before, gate, process } = trial;
  const token: string = randomUUID();
  let set: 'untried' | 'failed' | 'done' = 'untried';
  const { arn } = before;

  const value = async (version = token): Promise<string | undefined> => {
    try {
      return (await secrets.getSecretValue({ SecretId: arn, VersionId: version })).SecretString;
    } catch (error) {
      if (error instanceof Error && error.name === 'ResourceNotFoundException') return undefined;
      throw error;
    }
  };

  const leaked = async (written: string): Promise<string | undefined> => {
    const text = await value();
    const shown =
      text !== undefined && newTexts(before.text, text).some((one) => written.includes(one));
    return shown ? 'it writes a part of the new version to its log or error' : undefined;
  };

  const invoke = async (step: Step, version = token): Promise<Ending> => {
    const ending = await process.invoke({
      Step: step,
      SecretId: arn,
      ClientRequestToken: version,
      RotationToken: randomUUID(),
    });
    if (step === 'setSecret' && version === token && set !== 'done')
      set = ending.how === 'done' ? 'done' : 'failed';
    const written = `${process.output()}${ending.how === 'failed' ? ending.error : ''}`;
    const problem = await leaked(written);
    if (problem !== undefined) must(trial, `${step} keeps the secret to itself`, problem);
    return ending;
  };

  return {
    token,
    value,
    invoke,
    /** How far `setSecret` came. */
    progress: () => set,
    begin: () => gate.pretend({ enabled: true, stages: { [token]: [PENDING] } }),
    /** A step that must end well. */
    step: async (step: Step, check: string): Promise<void> => {
      const ending = await invoke(step);
      must(trial, check, ending.how === 'failed' ? ending.error : undefined);
    },
    /** A step whose process ends when an operation is done, before it hears of that. */
    crash: async (step: Step, operation: string): Promise<void> => {
      gate.crashAfter(operation, () => process.kill());
      try {
        await invoke(step);
      } finally {
        gate.crashAfter(undefined);
      }
    },
  };
};

export type RotationTrial = ReturnType<typeof rotationOf>;

/**
 * Rotates back to the version that was current: the service that the secret is for has the new one by now, and the function itself is
 * what can tell it otherwise. The labels are moved by us, so that a broken `finishSecret` does no harm.
 */
const rotateBack = async (trial: Trial, rotation: RotationTrial): Promise<void> => {
  const { secrets, before, gate } = trial;
  gate.pretend({ enabled: true, stages: {} });
  if (rotation.progress() === 'untried') return putLabelsBack(secrets, before);
  await moveLabel(secrets, before.arn, CURRENT, rotation.token);
  await moveLabel(secrets, before.arn, PENDING, before.current);
  const set = await rotation.invoke('setSecret', before.current);
  if (set.how === 'failed' && rotation.progress() === 'failed')
    // Neither way works, so it is likely that the service never heard of the new version.
    trial.report({ check: 'setSecret accepts the version that is put back', problem: set.error });
  else if (set.how === 'failed') {
    await moveLabel(secrets, before.arn, PENDING, undefined);
    throw new Failure(
      `The secret could not be put back: setSecret with the version that was current failed (${set.error}). ` +
        `The new version ${rotation.token} stays ${CURRENT}; the old one is ${before.current}.`,
    );
  }
  const tested = await rotation.invoke('testSecret', before.current);
  if (tested.how === 'failed')
    trial.report({
      check: 'testSecret accepts the version that is put back',
      problem: tested.error,
    });
  return putLabelsBack(secrets, before);
};

/** Plays a rotation and takes it back. False: a problem was said, which ended it. @throws Failure when it could not be taken back */
export const played = async (
  trial: Trial,
  play: (rotation: RotationTrial) => Promise<void>,
): Promise<boolean> => {
  const rotation = rotationOf(trial);
  rotation.begin();
  try {
    await play(rotation);
    return true;
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    return false;
  } finally {
    await rotateBack(trial, rotation);
  }
};

/** Which version is current now. */
export const currentOf = async ({ secrets, before }: Trial): Promise<string | undefined> =>
  (await labelsOf(secrets, before.arn))(CURRENT);
