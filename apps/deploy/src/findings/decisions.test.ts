import {
  compilePolicy,
  decide,
  type PolicySet,
  type RawContext,
  requestContext,
  type RequestPrincipal,
  validatePolicy,
} from '@gatehouse/policy';
import { describe, expect, test } from 'vitest';
import { findingsSettings, findingsTemplate, type Place, resourcesAt } from './findings.fixture.ts';
import type { FindingsSettings } from './settings.ts';

const ADMINISTRATOR = '777788889999';
const MEMBER = '111122223333';
const ORGANIZATION = 'o-exampleorgid';
const SERVER = 'arn:aws:iam::999988887777:role/GatehouseServer';
const REGION = 'eu-central-1';
const HOME: Place = { account: ADMINISTRATOR, region: REGION };
const THERE: Place = { account: MEMBER, region: 'us-east-1' };

const byFunction = findingsSettings();
const byServer: FindingsSettings = {
  ...byFunction,
  resolver: { by: 'queue', serverRoleArn: SERVER },
  falco: { by: 'server', serverRoleArn: SERVER },
};
const byHistory: FindingsSettings = {
  ...byFunction,
  resolver: { by: 'history', serverRoleArn: SERVER },
  falco: undefined,
};

interface Document {
  readonly Statement: readonly object[];
}

interface MadeRole {
  readonly AssumeRolePolicyDocument: Document;
  readonly Policies: readonly { readonly PolicyDocument: Document }[];
}

const propertiesOf = (stack: string, settings: FindingsSettings, place: Place, type: string) =>
  resourcesAt(findingsTemplate(stack, settings), place)
    .filter(({ Type }) => Type === type)
    .map(({ Properties }) => Properties);

const roleOf = (stack: string, settings: FindingsSettings, place: Place): MadeRole => {
  const [role, ...others] = propertiesOf(stack, settings, place, 'AWS::IAM::Role');
  if (role === undefined || others.length > 0) throw new Error(`${stack} has not one role`);
  // CloudFormation's properties of a role.
  return role as unknown as MadeRole;
};

const ROLES = {
  'the resolver’s function': roleOf('GatehouseResolverAdministrator', byFunction, HOME),
  'the resolver of a server': roleOf('GatehouseResolverAdministrator', byServer, HOME),
  'the resolver that reads histories': roleOf('GatehouseResolverAdministrator', byHistory, HOME),
  'the forwarder': roleOf('GatehouseResolverMember', byFunction, THERE),
  'the history reader': roleOf('GatehouseResolverHistory', byHistory, THERE),
  'Falco’s function': roleOf('GatehouseFalco', byFunction, THERE),
  'the importer': roleOf('GatehouseFalco', byServer, THERE),
} as const;

type RoleName = keyof typeof ROLES;

const compiled = (document: object, type: 'identity' | 'resource' | 'trust') => ({
  id: type,
  policy: compilePolicy(JSON.stringify(document), type),
});

const session = (roleArn: string): RequestPrincipal => {
  const [, , , , account = '', role = ''] = roleArn.split(':');
  return {
    kind: 'assumed-role',
    account,
    arn: `arn:aws:sts::${account}:assumed-role/${role.slice(5)}/session`,
    id: 'AROAEXAMPLE:session',
    roleArn,
    roleId: 'AROAEXAMPLE',
  };
};

const service = (name: string, account = MEMBER): RequestPrincipal => ({
  kind: 'service',
  name: `${name}.amazonaws.com`,
  account,
});

/** Whoever asks may do everything, as far as their own policies go. */
const EVERYTHING = compiled(
  { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] },
  'identity',
);

const ask = (
  principal: RequestPrincipal,
  action: string,
  resource: string,
  policies: PolicySet,
  context: RawContext = {},
): boolean =>
  decide(
    {
      action,
      resource,
      resourceAccount: resource.split(':')[4],
      principal,
      context: requestContext(context),
    },
    policies,
  ).allowed;

const RULE_CONTEXT = {
  'aws:SourceAccount': MEMBER,
  'aws:SourceArn': `arn:aws:events:us-east-1:${MEMBER}:rule/gatehouse-deletions`,
};

const CALLERS = {
  Lambda: [service('lambda'), {}],
  'the rule': [service('events'), RULE_CONTEXT],
  'another rule': [
    service('events'),
    { ...RULE_CONTEXT, 'aws:SourceArn': `arn:aws:events:us-east-1:${MEMBER}:rule/other` },
  ],
  'a rule of that name in another account': [
    service('events', '999999999999'),
    {
      'aws:SourceAccount': '999999999999',
      'aws:SourceArn': 'arn:aws:events:us-east-1:999999999999:rule/gatehouse-deletions',
    },
  ],
  'EventBridge without a source': [service('events'), {}],
  'the server': [session(SERVER), {}],
  'the resolver’s role': [session(`arn:aws:iam::${ADMINISTRATOR}:role/GatehouseResolver`), {}],
  'another role of the server’s account': [session('arn:aws:iam::999988887777:role/Other'), {}],
  'a role of the server’s name elsewhere': [
    session(`arn:aws:iam::${MEMBER}:role/GatehouseServer`),
    {},
  ],
  'the root user of the server’s account': [
    { kind: 'root', account: '999988887777', arn: 'arn:aws:iam::999988887777:root', id: 'r' },
    {},
  ],
  'an administrator of the account': [session(`arn:aws:iam::${MEMBER}:role/Administrator`), {}],
  anybody: [{ kind: 'anonymous' }, {}],
} as const satisfies Record<string, readonly [RequestPrincipal, RawContext]>;

test.for<readonly [RoleName, keyof typeof CALLERS]>([
  ['the resolver’s function', 'Lambda'],
  ['the resolver of a server', 'the server'],
  ['the resolver that reads histories', 'the server'],
  ['the forwarder', 'the rule'],
  ['the history reader', 'the resolver’s role'],
  ['Falco’s function', 'Lambda'],
  ['the importer', 'the server'],
])('%s is a role for %s and for nobody else', ([name, expected]) => {
  const trust = compiled(ROLES[name].AssumeRolePolicyDocument, 'trust');

  const admitted = Object.entries(CALLERS)
    .filter(([, [who, context]]) =>
      ask(
        who,
        'sts:AssumeRole',
        `arn:aws:iam::${MEMBER}:role/Some`,
        { identity: [EVERYTHING], resource: trust, resourceKind: 'trust' },
        context,
      ),
    )
    .map(([caller]) => caller);

  expect(admitted).toEqual([expected]);
});

const HUB = `arn:aws:securityhub:${REGION}:${ADMINISTRATOR}:hub/default`;
const product = (account: string, region: string): string =>
  `arn:aws:securityhub:${region}:${account}:product/${account}/default`;
const queue = (name: string): string => `arn:aws:sqs:${REGION}:${ADMINISTRATOR}:${name}`;
const logs = (region: string, account: string, name: string): string =>
  `arn:aws:logs:${region}:${account}:log-group:/aws/lambda/${name}:log-stream:one`;
const bus = (name = 'default'): string =>
  `arn:aws:events:${REGION}:${ADMINISTRATOR}:event-bus/${name}`;

const TRIED: readonly (readonly [action: string, resource: string])[] = [
  ['securityhub:GetFindings', HUB],
  ['securityhub:BatchUpdateFindings', HUB],
  ['securityhub:UpdateFindings', HUB],
  ['securityhub:DisableSecurityHub', HUB],
  ['securityhub:BatchImportFindings', product(MEMBER, 'us-east-1')],
  ['securityhub:BatchImportFindings', product(MEMBER, 'eu-west-1')],
  ['securityhub:BatchImportFindings', product('444455556666', 'us-east-1')],
  ['sqs:ReceiveMessage', queue('gatehouse-deletions')],
  ['sqs:DeleteMessage', queue('gatehouse-deletions')],
  ['sqs:SendMessage', queue('gatehouse-deletions')],
  ['sqs:SendMessage', queue('gatehouse-deletions-dead')],
  ['sqs:SendMessage', `arn:aws:sqs:us-east-1:${MEMBER}:gatehouse-falco-dead`],
  ['logs:PutLogEvents', logs(REGION, ADMINISTRATOR, 'gatehouse-resolver')],
  ['logs:PutLogEvents', logs('us-east-1', MEMBER, 'gatehouse-falco')],
  ['logs:PutLogEvents', logs('us-east-1', MEMBER, 'other')],
  ['logs:DeleteLogGroup', logs('us-east-1', MEMBER, 'gatehouse-falco')],
  ['events:PutEvents', bus()],
  ['events:PutEvents', bus('other')],
  ['events:PutRule', bus()],
  ['cloudtrail:LookupEvents', '*'],
  ['cloudtrail:StopLogging', '*'],
  ['iam:CreateRole', `arn:aws:iam::${MEMBER}:role/Some`],
  [
    'lambda:UpdateFunctionCode',
    `arn:aws:lambda:${REGION}:${ADMINISTRATOR}:function:gatehouse-resolver`,
  ],
];

test.for<readonly [RoleName, string, readonly string[]]>([
  [
    'the resolver’s function',
    ADMINISTRATOR,
    [
      `securityhub:GetFindings ${HUB}`,
      `securityhub:BatchUpdateFindings ${HUB}`,
      `sqs:SendMessage ${queue('gatehouse-deletions-dead')}`,
      `logs:PutLogEvents ${logs(REGION, ADMINISTRATOR, 'gatehouse-resolver')}`,
    ],
  ],
  [
    'the resolver of a server',
    ADMINISTRATOR,
    [
      `securityhub:GetFindings ${HUB}`,
      `securityhub:BatchUpdateFindings ${HUB}`,
      `sqs:ReceiveMessage ${queue('gatehouse-deletions')}`,
      `sqs:DeleteMessage ${queue('gatehouse-deletions')}`,
    ],
  ],
  [
    'the resolver that reads histories',
    ADMINISTRATOR,
    [`securityhub:GetFindings ${HUB}`, `securityhub:BatchUpdateFindings ${HUB}`],
  ],
  // The bus is another account's: its policy has to agree, which is the next test.
  ['the forwarder', ADMINISTRATOR, [`events:PutEvents ${bus()}`]],
  ['the history reader', MEMBER, ['cloudtrail:LookupEvents *']],
  [
    'Falco’s function',
    MEMBER,
    [
      `securityhub:BatchImportFindings ${product(MEMBER, 'us-east-1')}`,
      `sqs:SendMessage arn:aws:sqs:us-east-1:${MEMBER}:gatehouse-falco-dead`,
      `logs:PutLogEvents ${logs('us-east-1', MEMBER, 'gatehouse-falco')}`,
    ],
  ],
  [
    'the importer',
    MEMBER,
    [
      `securityhub:BatchImportFindings ${product(MEMBER, 'us-east-1')}`,
      `securityhub:BatchImportFindings ${product(MEMBER, 'eu-west-1')}`,
    ],
  ],
])('%s may do what it is for and nothing else', ([name, account, expected]) => {
  const identity = ROLES[name].Policies.map(({ PolicyDocument }) =>
    compiled(PolicyDocument, 'identity'),
  );

  const permitted = TRIED.filter(([action, resource]) =>
    ask(session(`arn:aws:iam::${account}:role/Some`), action, resource, { identity }),
  ).map((tried) => tried.join(' '));

  expect(permitted).toEqual(expected);
});

test.for([
  [MEMBER, ORGANIZATION, true],
  [MEMBER, 'o-other000000', false],
  [MEMBER, undefined, false],
] as const)(
  'the resolver reads histories through a role in %s of %s: %s',
  ([account, id, expected]) => {
    const { Policies } = ROLES['the resolver that reads histories'];
    const may = (role: string): boolean =>
      ask(
        session(`arn:aws:iam::${ADMINISTRATOR}:role/GatehouseResolver`),
        'sts:AssumeRole',
        `arn:aws:iam::${account}:role/${role}`,
        {
          identity: Policies.map(({ PolicyDocument }) => compiled(PolicyDocument, 'identity')),
          resource: compiled(ROLES['the history reader'].AssumeRolePolicyDocument, 'trust'),
          resourceKind: 'trust',
        },
        id === undefined ? {} : { 'aws:ResourceOrgID': id },
      );

    expect([may('GatehouseHistoryReader'), may('Administrator')]).toEqual([expected, false]);
  },
);

describe('the bus', () => {
  const [policy] = propertiesOf(
    'GatehouseResolverAdministrator',
    byFunction,
    HOME,
    'AWS::Events::EventBusPolicy',
  );
  const resource = compiled(
    { Version: '2012-10-17', Statement: [policy?.['Statement']] },
    'resource',
  );
  const forwarder = ROLES['the forwarder'].Policies.map(({ PolicyDocument }) =>
    compiled(PolicyDocument, 'identity'),
  );

  test.for([
    ['a member’s forwarder', session(`arn:aws:iam::${MEMBER}:role/F`), ORGANIZATION, true],
    ['a forwarder of another organization', session(`arn:aws:iam::${MEMBER}:role/F`), 'o-x', false],
    ['a forwarder of no organization', session(`arn:aws:iam::${MEMBER}:role/F`), undefined, false],
    ['anybody', { kind: 'anonymous' }, undefined, false],
  ] as const)('takes events of %s: %#', ([, who, organization, expected]) => {
    const context = organization === undefined ? {} : { 'aws:PrincipalOrgID': organization };
    const may = (action: string): boolean =>
      ask(who, action, bus(), { identity: forwarder, resource }, context);

    expect([may('events:PutEvents'), may('events:PutRule')]).toEqual([expected, false]);
  });
});

test.for([
  ['gatehouse-deletions', byServer],
  ['gatehouse-deletions-dead', byServer],
  ['gatehouse-deletions-dead', byFunction],
] as const)(
  'the queue %s takes messages of the administrator’s rule alone: %#',
  ([name, settings]) => {
    const documents = propertiesOf(
      'GatehouseResolverAdministrator',
      settings,
      HOME,
      'AWS::SQS::QueuePolicy',
    )
      .map(({ PolicyDocument: document }) => document as Document)
      .filter((document) => JSON.stringify(document).includes(`:${name}"`));
    const [first] = documents;
    if (first === undefined) throw new Error('the queue has no policy');
    const rule = `arn:aws:events:${REGION}:${ADMINISTRATOR}:rule/gatehouse-deletions`;
    const may = (who: RequestPrincipal, sourceArn: string, action = 'sqs:SendMessage'): boolean =>
      ask(
        who,
        action,
        queue(name),
        { identity: [], resource: compiled(first, 'resource') },
        { 'aws:SourceArn': sourceArn },
      );

    expect(documents).toHaveLength(1);
    expect(may(service('events'), rule)).toBe(true);
    expect(may(service('events'), `${rule}-other`)).toBe(false);
    expect(may(service('events'), rule, 'sqs:ReceiveMessage')).toBe(false);
    expect(may(service('sns'), rule)).toBe(false);
    expect(may({ kind: 'anonymous' }, rule)).toBe(false);
  },
);

test('Access Analyzer’s checks find no fault in what the roles trust and may', async () => {
  const checked = Object.values(ROLES).flatMap(({ AssumeRolePolicyDocument, Policies }) => [
    validatePolicy(JSON.stringify(AssumeRolePolicyDocument), {
      type: 'RESOURCE_POLICY',
      validatePolicyResourceType: 'AWS::IAM::AssumeRolePolicyDocument',
    }),
    ...Policies.map(({ PolicyDocument }) =>
      validatePolicy(JSON.stringify(PolicyDocument), { type: 'IDENTITY_POLICY' }),
    ),
  ]);

  const found = (await Promise.all(checked)).flat();

  expect(checked.length).toBeGreaterThan(10);
  expect(
    found.filter(
      ({ findingType }) => findingType === 'ERROR' || findingType === 'SECURITY_WARNING',
    ),
  ).toEqual([]);
});
