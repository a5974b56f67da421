import { RotationFailure } from './errors.ts';
import type { StepName } from './model.ts';

/** What Secrets Manager invokes a rotation function with. */
export interface RotationEvent {
  readonly step: StepName;
  readonly secretId: string;
  readonly token: string;
  readonly rotationToken: string | undefined;
}

const STEPS: ReadonlySet<string> = new Set<StepName>([
  'createSecret',
  'setSecret',
  'testSecret',
  'finishSecret',
]);

const isStep = (text: string): text is StepName => STEPS.has(text);

/** @throws RotationFailure */
export const readEvent = (event: unknown): RotationEvent => {
  const members = new Map<string, unknown>(
    typeof event === 'object' && event !== null ? Object.entries(event) : [],
  );
  const text = (name: string): string => {
    const value = members.get(name);
    if (typeof value === 'string' && value !== '') return value;
    throw new RotationFailure(`the event has no ${name}`);
  };
  const step = text('Step');
  if (!isStep(step)) throw new RotationFailure('the event has an unknown Step');
  return {
    step,
    secretId: text('SecretId'),
    token: text('ClientRequestToken'),
    rotationToken: members.get('RotationToken') === undefined ? undefined : text('RotationToken'),
  };
};
