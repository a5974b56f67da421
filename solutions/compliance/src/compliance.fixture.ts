import type { Answer } from '@gatehouse/access';
import { DEFAULT_PARAMETERS, type Parameters, type SecretFacts } from './model.ts';
import type { Reader, Readers } from './readers/who-can-read.ts';
import type { Circumstances } from './rules/verdicts.ts';

export const OWN = '111122223333';
export const OTHER = '444455556666';
export const NOW = new Date('2026-06-01T12:00:00Z');

export const ago = (days: number): Date => new Date(NOW.getTime() - days * 24 * 3600 * 1000);

const OFF = {
  enabled: false,
  schedule: undefined,
  days: undefined,
  duration: undefined,
  lambdaArn: undefined,
  rotatedAt: undefined,
  nextAt: undefined,
};

interface Written extends Partial<Omit<SecretFacts, 'rotation'>> {
  readonly rotation?: Partial<SecretFacts['rotation']>;
  /** Days since its value was made. */
  readonly age?: number;
}

export const secret = ({ rotation, age = 1, ...more }: Written = {}): SecretFacts => ({
  arn: `arn:aws:secretsmanager:us-east-1:${OWN}:secret:prod/db-AbCdEf`,
  name: 'prod/db',
  account: OWN,
  region: 'us-east-1',
  partition: 'aws',
  keyId: undefined,
  createdAt: ago(300),
  changedAt: ago(0),
  accessedAt: ago(1),
  deletionAt: undefined,
  owningService: undefined,
  primaryRegion: undefined,
  tags: new Map(),
  versions: [
    { id: 'v2', stages: ['AWSCURRENT'], createdAt: ago(age) },
    { id: 'v1', stages: ['AWSPREVIOUS'], createdAt: ago(200) },
  ],
  replicas: [],
  policy: '',
  failures: [],
  ...more,
  rotation: { ...OFF, ...rotation },
});

export const circumstances = (
  parameters: Partial<Parameters> = {},
  readers?: Readers,
): Circumstances => ({
  now: NOW,
  parameters: { ...DEFAULT_PARAMETERS, ...parameters },
  readers,
});

export const reader = (more: Partial<Answer> & Pick<Answer, 'kind' | 'name'>): Reader => {
  const answer: Answer = {
    account: OWN,
    result: 'allowed',
    explanation: 'So it is.',
    statements: [],
    grants: [],
    depends: [],
    notes: [],
    ...more,
  };
  const { kind, name, account, result, explanation, notes } = answer;
  return { kind, name, account, result, explanation, notes, secret: answer, key: answer };
};

export const readers = (...all: readonly Reader[]): Readers => ({
  readers: all,
  sharedWith: all.flatMap(({ name, account }) => (account === OWN ? [] : [name])),
  blocked: undefined,
  unread: [],
});
