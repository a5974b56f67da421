import { ACCOUNT } from '../../record.fixture.ts';
import type { Bait, KeptKind, Trap } from '../model.ts';

export const REGION = 'eu-west-1';
export const DAY = Date.UTC(2026, 2, 1);
export const arn = (service: string, resource: string, region = REGION): string =>
  `arn:aws:${service}:${region}:${ACCOUNT}:${resource}`;

export const trap = (kind: KeptKind, name: string, bait: Partial<Bait>): Trap => ({
  id: `${kind}-1`,
  kind,
  place: { account: ACCOUNT, region: REGION },
  rotateDays: undefined,
  console: false,
  assumable: true,
  name: undefined,
  note: '',
  goal: 'live',
  createdAt: DAY,
  verifiedAt: undefined,
  drift: [],
  failure: undefined,
  baits: [
    {
      id: name,
      state: 'live',
      name,
      path: '/ops/',
      arn: '',
      seed: '00',
      begunAt: DAY,
      liveAt: DAY,
      ...bait,
    },
  ],
});

export type Members = Readonly<Record<string, unknown>>;

export const call = (
  service: string,
  eventName: string,
  requestParameters: Members | null,
  more: Members = {},
): Members => ({
  eventSource: `${service}.amazonaws.com`,
  eventName,
  requestParameters,
  ...more,
});

export const denied = (on: string, action: string): Members => ({
  errorCode: 'AccessDenied',
  errorMessage: `User: arn:aws:iam::${ACCOUNT}:user/dana is not authorized to perform: ${action} on resource: ${on} because no identity-based policy allows the ${action} action`,
});

export const role = (name: string, session: string, more: Members = {}): Members => ({
  userIdentity: {
    type: 'AssumedRole',
    principalId: `AROAX:${session}`,
    arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${name}/${session}`,
    accountId: ACCOUNT,
    sessionContext: {
      sessionIssuer: { type: 'Role', arn: arn('iam', `role/${name}`, ''), userName: name },
    },
    ...more,
  },
});
