import type { InstanceState, InstanceStateChange } from '@aws-sdk/client-ec2';
import type { Kinds, Resource } from '../model.ts';
import type { StateName } from './model.ts';

/** InstanceState's codes of the API reference. */
const CODES: Readonly<Record<StateName, number>> = {
  pending: 0,
  running: 16,
  'shutting-down': 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
};

export const stateShown = (name: StateName): InstanceState => ({ Code: CODES[name], Name: name });

const NEXT: Partial<Record<StateName, StateName>> = {
  pending: 'running',
  stopping: 'stopped',
  'shutting-down': 'terminated',
};

/** Where an instance goes by itself. */
export const nextOf = ({ state, failure }: Kinds['instance']): StateName | undefined =>
  state === 'pending' && failure !== undefined ? failure.next : NEXT[state];

export const isGone = ({ details }: Resource<'instance'>): boolean =>
  details.state === 'terminated' || details.state === 'shutting-down';

export const stateChange = (
  before: Resource<'instance'>,
  after: Resource<'instance'>,
): InstanceStateChange => ({
  InstanceId: before.id,
  CurrentState: stateShown(after.details.state),
  PreviousState: stateShown(before.details.state),
});

/** `2026-03-02 10:00:00 GMT` */
export const gmt = (at: Date): string => `${at.toISOString().slice(0, 19).replace('T', ' ')} GMT`;
