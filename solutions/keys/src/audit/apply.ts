import type { CreateGrantCommandInput } from '@aws-sdk/client-kms';
import { reasonOf } from '@gatehouse/access';
import type { KMS } from '@gatehouse/clients';
import type { GrantInput, Step } from './plan.ts';

export type StepOutcome =
  | { readonly step: Step; readonly outcome: 'done' | 'would-succeed'; readonly grantId?: string }
  | { readonly step: Step; readonly outcome: 'failed' | 'skipped'; readonly because: string };

/** What KMS answers to a dry run that would succeed (API reference, `DryRun`). */
const WOULD_SUCCEED = 'DryRunOperationException';

const isNamed = (error: unknown, name: string): boolean =>
  error instanceof Error && error.name === name;

// The enum of operations is KMS's to judge: newer ones than this program knows are handed on as they were read.
const createInput = (input: GrantInput, DryRun: boolean): CreateGrantCommandInput =>
  ({ ...input, ...(DryRun ? { DryRun } : {}) }) as CreateGrantCommandInput;

const run = async (kms: KMS, step: Step, dryRun: boolean): Promise<string | undefined> => {
  const ends = { KeyId: step.keyArn, GrantId: step.grantId, ...(dryRun ? { DryRun: true } : {}) };
  switch (step.action) {
    case 'create-grant': {
      if (step.input === undefined) throw new Error('a step that makes a grant does not say which');
      const { GrantId } = await kms.createGrant(createInput(step.input, dryRun));
      return GrantId;
    }
    case 'revoke-grant':
      await kms.revokeGrant(ends);
      return undefined;
    case 'retire-grant':
      await kms.retireGrant(ends);
      return undefined;
    default:
      return step.action satisfies never;
  }
};

export interface ApplySettings {
  readonly dryRun: boolean;
  readonly only: (step: Step) => boolean;
  /**
   * Waits until new grants count everywhere, before what they replace ends: "usually less than five minutes" (KMS
   * Developer Guide, "Eventual consistency").
   */
  readonly settle: () => Promise<void>;
}

/**
 * Does a plan, step by step; a step whose condition failed is skipped. With `dryRun` KMS is asked whether each would
 * succeed, and nothing changes.
 */
export async function* applyPlan(
  kms: KMS,
  plan: readonly Step[],
  { dryRun, only, settle }: ApplySettings,
): AsyncIterable<StepOutcome> {
  const failed = new Set<number>();
  let settled = false;
  for (const [index, step] of plan.entries()) {
    if (!only(step)) {
      failed.add(index);
      continue;
    }
    if (step.after !== undefined && failed.has(step.after)) {
      failed.add(index);
      yield { step, outcome: 'skipped', because: 'what should take its place was not made' };
      continue;
    }
    if (step.after !== undefined && !dryRun && !settled) {
      await settle();
      settled = true;
    }
    try {
      const grantId = await run(kms, step, dryRun);
      yield { step, outcome: 'done', ...(grantId === undefined ? {} : { grantId }) };
    } catch (error) {
      if (dryRun && isNamed(error, WOULD_SUCCEED)) yield { step, outcome: 'would-succeed' };
      else {
        failed.add(index);
        yield { step, outcome: 'failed', because: reasonOf(error) };
      }
    }
  }
}
