import {
  type Constraints,
  type Grant,
  type IamPrincipal,
  type KeyFacts,
  partyOf,
} from '@gatehouse/access';
import type { Actor, History, KeyEvent } from './model.ts';

export const OWN = '111122223333';
export const OTHER = '444455556666';
export const KEY = `arn:aws:kms:us-east-1:${OWN}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
export const NOW = new Date('2026-06-01T12:00:00Z');

export const day = (ago: number): Date => new Date(NOW.getTime() - ago * 24 * 3600 * 1000);
export const user = (name: string, account = OWN): string => `arn:aws:iam::${account}:user/${name}`;
export const role = (name: string, account = OWN): string => `arn:aws:iam::${account}:role/${name}`;

export const key = (more: Partial<KeyFacts> = {}): KeyFacts => ({
  arn: KEY,
  id: KEY.slice(KEY.indexOf('/') + 1),
  account: OWN,
  region: 'us-east-1',
  partition: 'aws',
  state: 'Enabled',
  spec: 'SYMMETRIC_DEFAULT',
  usage: 'ENCRYPT_DECRYPT',
  origin: 'AWS_KMS',
  manager: 'CUSTOMER',
  multiRegion: undefined,
  description: '',
  createdAt: day(300),
  deletionAt: undefined,
  aliases: [],
  tags: new Map(),
  policy: undefined,
  ...more,
});

type Pairs = Readonly<Record<string, string>>;

interface Written {
  readonly id?: string;
  readonly name?: string;
  readonly grantee?: string;
  readonly retiring?: string;
  readonly operations?: readonly string[];
  readonly equals?: Pairs;
  readonly subset?: Pairs;
  readonly age?: number;
}

const constraints = ({ equals, subset }: Written): Constraints => ({
  equals: equals && new Map(Object.entries(equals)),
  subset: subset && new Map(Object.entries(subset)),
});

export const grant = (written: Written = {}): Grant => {
  const { grantee = role('App'), retiring } = written;
  return {
    keyArn: KEY,
    id: written.id ?? 'g',
    name: written.name ?? '',
    createdAt: day(written.age ?? 60),
    grantee,
    granteeParty: partyOf(grantee),
    retiring,
    retiringParty: retiring === undefined ? undefined : partyOf(retiring),
    issuingAccount: OWN,
    operations: written.operations ?? ['Decrypt'],
    constraints: constraints(written),
    byServiceName: { grantee: false, retiring: false },
  };
};

export const asUser = (name: string): Actor => ({
  type: 'IAMUser',
  account: OWN,
  arn: user(name),
  id: `AIDA${name}`,
  roleArn: undefined,
  service: undefined,
});

export const asRole = (name: string): Actor => ({
  type: 'AssumedRole',
  account: OWN,
  arn: `arn:aws:sts::${OWN}:assumed-role/${name}/session`,
  id: `AROA${name.toUpperCase()}00:session`,
  roleArn: role(name),
  service: undefined,
});

export const asService = (service: string): Actor => ({
  type: 'AWSService',
  account: undefined,
  arn: undefined,
  id: undefined,
  roleArn: undefined,
  service,
});

export const event = (
  name: string,
  actor: Actor,
  more: Partial<Omit<KeyEvent, 'context'>> & {
    readonly context?: Pairs;
    readonly ago?: number;
  } = {},
): KeyEvent => {
  const { context, ago = 1, ...rest } = more;
  return {
    id: `event-${name}-${ago}`,
    name,
    at: day(ago),
    actor,
    keyArns: [KEY],
    error: undefined,
    dryRun: false,
    grantId: undefined,
    byGrant: undefined,
    ...rest,
    context: context && new Map(Object.entries(context)),
  };
};

export const history = (...events: readonly KeyEvent[]): History => ({
  events,
  from: day(90),
  to: NOW,
  complete: true,
});

export const principal = (arn: string, more: Partial<IamPrincipal> = {}): IamPrincipal => ({
  kind: arn.includes(':user/') ? 'user' : 'role',
  arn,
  id: arn.includes(':user/') ? 'AIDAEXAMPLE0' : 'AROAEXAMPLE0',
  tags: new Map(),
  identity: [],
  boundary: undefined,
  serviceLinked: false,
  ...more,
});
