import type { Ids } from '@gatehouse/core';
import type { Bait, Place, Trap, TrapApis } from '../model.ts';

export interface Tag {
  readonly key: string;
  readonly value: string;
}

export interface Making {
  readonly apis: TrapApis;
  readonly trap: Trap;
  readonly bait: Bait;
  readonly partition: string;
  readonly now: Date;
  readonly ids: Ids;
  /** What every trap carries and other resources may carry too; undefined: nothing. */
  readonly tag: Tag | undefined;
  readonly pause: (milliseconds: number) => Promise<void>;
}

/** How one kind of trap is made and removed. Everything but `existsSince` and `inspect` may be repeated after a fall at any step. */
export interface Kind {
  arn(name: string, path: string, place: Place, partition: string): string;
  /** When what has this name was made, whoever made it. */
  existsSince(making: Making): Promise<Date | undefined>;
  /** Makes what is not there yet; answers what is known of it then. */
  build(making: Making): Promise<Bait>;
  /** Removes what is there of it. */
  dismantle(making: Making): Promise<void>;
  /** How what is there differs from what was made. */
  inspect(making: Making): Promise<readonly string[]>;
}

export const DENY_EVERYTHING = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Deny', Action: '*', Resource: '*' }],
});

/** Of the inline policy that denies everything. */
export const POLICY_NAME = 'baseline';

/** No permission can come of anything that is attached later. */
export const boundaryArn = (partition: string): string =>
  `arn:${partition}:iam::aws:policy/AWSDenyAll`;

/** Two policy documents that say the same, whatever the spaces; URL encoding is IAM's way to answer them. */
export const sameDocument = (one: string | undefined, other: string): boolean => {
  if (one === undefined) return false;
  try {
    const text = one.startsWith('%7B') ? decodeURIComponent(one) : one;
    return JSON.stringify(JSON.parse(text)) === JSON.stringify(JSON.parse(other));
  } catch {
    return false;
  }
};
