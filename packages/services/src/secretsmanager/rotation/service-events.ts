import type { Ids } from '@gatehouse/core';
import type { AuditLog } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import type { Secret } from '../model.ts';
import { recordServiceEvent } from '../service-events.ts';
import type { Step } from './progress.ts';
import type { Window } from './timetable.ts';

/** What Secrets Manager itself does (AWS Secrets Manager User Guide, "CloudTrail entries", "Log entries for rotation"). */
export type RotationEvent =
  | {
      readonly name:
        | 'RotationStarted'
        | 'RotationSucceeded'
        | 'RotationAbandoned'
        | 'TestRotationStarted'
        | 'TestRotationSucceeded';
    }
  | { readonly name: 'RotationFailed' | 'TestRotationFailed'; readonly step: Step }
  /** No node ran while the window was open. */
  | { readonly name: 'RotationFailed'; readonly window: Window };

const second = (milliseconds: number): string =>
  `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;

const messageOf = (event: RotationEvent, secret: Secret): { errorMessage?: string } => {
  if ('step' in event)
    return {
      errorMessage:
        secret.rotation.lambdaArn === undefined
          ? `Error when executing managed rotation during ${event.step} step`
          : `Error when executing lambda ${secret.rotation.lambdaArn} during ${event.step} step`,
    };
  return 'window' in event
    ? {
        errorMessage: `The rotation window from ${second(event.window.opensAt)} to ${second(event.window.closesAt)} passed without a rotation`,
      }
    : {};
};

/** Its CloudTrail record, in the transaction in which it happens. */
export const recordRotationEvent = (
  deps: { readonly audit: AuditLog; readonly ids: Ids },
  tx: Tx,
  secret: Secret,
  event: RotationEvent,
  now: number,
): Promise<void> =>
  recordServiceEvent(
    deps,
    tx,
    secret,
    { eventName: event.name, ...messageOf(event, secret) },
    new Date(now),
  );
