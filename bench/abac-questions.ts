import type { RawContext, RequestPrincipal } from '@gatehouse/policy';

/** One question of attribute-based access control, as a service would put it. */
export interface AbacQuestion {
  readonly action: string;
  readonly resource: string;
  readonly principalTags: Readonly<Record<string, string>>;
  readonly resourceTags: Readonly<Record<string, string>>;
}

export const ACCOUNT = '123456789012';

export const principal: RequestPrincipal = {
  kind: 'assumed-role',
  account: ACCOUNT,
  arn: `arn:aws:sts::${ACCOUNT}:assumed-role/developer/session`,
  id: 'AROAEXAMPLEEXAMPLE123:session',
  roleArn: `arn:aws:iam::${ACCOUNT}:role/developer`,
  roleId: 'AROAEXAMPLEEXAMPLE123',
};

const ACTIONS = ['DeleteCluster', 'UpdateService', 'StopTask', 'DescribeTasks', 'DeleteTaskSet'];
const OWNERS = ['ana', 'ben', 'caro', 'dan'];
const ENVIRONMENTS = ['development', 'staging', 'production'];

const pick = <Item>(items: readonly Item[], at: number): Item => {
  const item = items[at % items.length];
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
};

/** A thousand questions, the same in every run; about one in three is to be allowed. */
export const questions: readonly AbacQuestion[] = Array.from({ length: 1000 }, (_, at) => {
  const owner = pick(OWNERS, at);
  const environment = pick(ENVIRONMENTS, at);
  const matches = at % 3 === 0;
  return {
    action: `ecs:${pick(ACTIONS, at)}`,
    resource: `arn:aws:ecs:us-east-1:${ACCOUNT}:service/cluster-${at % 7}/service-${at}`,
    principalTags: { owner, environment },
    resourceTags: {
      owner: matches ? owner : pick(OWNERS, at + 1),
      environment:
        at % 5 === 0 && !matches ? environment : pick(ENVIRONMENTS, matches ? at : at + 1),
    },
  };
});

/** The condition keys that the owner of the principal and of the resource states for each request. */
export const rawKeys = ({ principalTags, resourceTags }: AbacQuestion): RawContext => {
  const keys: Record<string, string> = {
    'aws:SourceIp': '10.20.30.40',
    'aws:CurrentTime': '2026-01-15T10:00:00Z',
    'aws:RequestedRegion': 'us-east-1',
    'aws:SecureTransport': 'true',
  };
  for (const [tag, value] of Object.entries(principalTags)) keys[`aws:PrincipalTag/${tag}`] = value;
  for (const [tag, value] of Object.entries(resourceTags)) keys[`aws:ResourceTag/${tag}`] = value;
  return keys;
};
