import type { Fields } from './json-secret.ts';
import type { RotationTools } from './tools.ts';

export const CURRENT = 'AWSCURRENT';
export const PENDING = 'AWSPENDING';
export const PREVIOUS = 'AWSPREVIOUS';

export type StepName = 'createSecret' | 'setSecret' | 'testSecret' | 'finishSecret';

/** A rotation of one secret, as a step sees it. */
export interface Rotation<Secret> {
  /** ARN of the secret. */
  readonly arn: string;
  /** Id of the version that is to become current. */
  readonly token: string;
  readonly current: Secret;
  /** The version that was current before, if there is one that can be read. */
  readonly previous: () => Promise<Secret | undefined>;
  readonly tools: RotationTools;
}

export interface PendingRotation<Secret> extends Rotation<Secret> {
  readonly pending: Secret;
}

/**
 * What makes a rotation function out of the frame. Secrets Manager repeats a rotation from its first step after any failure, with the
 * same token: each of these must bear being done again after it was done, or half done.
 */
export interface RotationSteps<Secret> {
  /** Reads the text of a version. What it throws says which version, and nothing of the text. */
  readonly read: (text: string, whose: string) => Secret;
  /** Answers the new version; called only while it has no value. */
  readonly create: (rotation: Rotation<Secret>) => Promise<Fields>;
  /** Makes the pending version valid at the service that it is for. */
  readonly set: (rotation: PendingRotation<Secret>) => Promise<void>;
  /** Rejects when the pending version does not work. */
  readonly test: (rotation: PendingRotation<Secret>) => Promise<void>;
  /** What must be done before the pending version becomes current; after that the frame is not asked again. */
  readonly finish?: (rotation: PendingRotation<Secret>) => Promise<void>;
}
