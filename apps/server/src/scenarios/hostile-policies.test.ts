import { type StartedCloud, startCloud } from '@gatehouse/testcloud';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { held, LONGEST_HOLD_MILLISECONDS } from './held.fixture.ts';
import { exchange, type RawAnswer, signedBytes } from './signed-socket.fixture.ts';

let cloud: StartedCloud;

beforeAll(async () => {
  cloud = await startCloud();
});
afterAll(() => cloud.stop());

const policy = (Statement: unknown): string => JSON.stringify({ Version: '2012-10-17', Statement });
const allowing = (rest: object): object => ({
  Effect: 'Allow',
  Action: '*',
  Resource: '*',
  ...rest,
});
const numbered = (count: number, form: (index: number) => unknown): readonly unknown[] =>
  Array.from({ length: count }, (_, index) => form(index));

/** As large as IAM's model lets a document be (131 072 characters), or larger; and as bad as we know how. */
const POLICIES: Readonly<Record<string, string>> = {
  stars: policy(allowing({ Action: `s3:${'*a'.repeat(60_000)}` })),
  'star groups': policy(allowing({ Resource: `arn:aws:s3:::${'*aaaaaaaab'.repeat(12_000)}` })),
  'many patterns': policy(allowing({ Action: numbered(6500, (index) => `s3:*a*a*a*a*${index}`) })),
  'unknown actions': policy(
    allowing({ Action: numbered(6500, (index) => `s3:GetObjekt${index}`) }),
  ),
  'many resources': policy(
    allowing({ Resource: numbered(5500, (index) => `arn:aws:s3:::*${index}*`) }),
  ),
  'open variables': policy(allowing({ Resource: `arn:aws:s3:::${'${'.repeat(55_000)}` })),
  'closed variables': policy(
    allowing({ Resource: `arn:aws:s3:::${'${aws:username}'.repeat(8000)}` }),
  ),
  'many statements': policy(numbered(1800, (index) => allowing({ Action: `s3:*${index}*` }))),
  'many conditions': policy(
    allowing({
      Condition: {
        StringLike: Object.fromEntries(
          Array.from({ length: 3500 }, (_, index) => [`aws:PrincipalTag/${index}`, '*a*b*c*']),
        ),
      },
    }),
  ),
  'long condition values': policy(
    allowing({ Condition: { StringLike: { 'aws:userid': `${'*a'.repeat(60_000)}b` } } }),
  ),
  addresses: policy(
    allowing({
      Condition: {
        IpAddress: { 'aws:SourceIp': numbered(5500, (index) => `10.0.${index % 256}.0/24`) },
      },
    }),
  ),
  depth: `{"Statement":${'['.repeat(60_000)}${']'.repeat(60_000)}}`,
  'open depth': '{"a":'.repeat(25_000),
  'prototype keys':
    '{"Version":"2012-10-17","__proto__":{"Effect":"Allow"},"Statement":{"__proto__":{"Action":"*"},"constructor":{"prototype":{"polluted":1}},"Effect":"Allow","Action":"*","Resource":"*","Condition":{"__proto__":{"__proto__":"x"},"StringLike":{"__proto__":"*"}}}}',
  'repeated keys': `{"Version":"2012-10-17","Statement":{${'"Effect":"Allow",'.repeat(7000)}"Action":"*","Resource":"*"}}`,
  escapes: policy(allowing({ Action: 's3:' })).replace('s3:', '\\u0000\\ud800\\u202e'.repeat(6000)),
  numbers: policy(allowing({ Action: 1 })).replace(':1', `:${'9'.repeat(100_000)}`),
  blanks: `${' '.repeat(130_000)}{}`,
};

const form = (fields: Readonly<Record<string, string>>): string =>
  new URLSearchParams(fields).toString();

/** Each way in: what is sent for a policy. */
const WAYS: Readonly<Record<string, (document: string) => Promise<RawAnswer>>> = {
  'iam:CreatePolicy': (PolicyDocument) =>
    iam({ Action: 'CreatePolicy', PolicyName: 'hostile', PolicyDocument }),
  'iam:CreateRole': (AssumeRolePolicyDocument) =>
    iam({ Action: 'CreateRole', RoleName: 'hostile', AssumeRolePolicyDocument }),
  'iam:PutUserPolicy': (PolicyDocument) =>
    iam({ Action: 'PutUserPolicy', UserName: 'gatehouse-admin', PolicyName: 'x', PolicyDocument }),
  'iam:SimulateCustomPolicy': (document) =>
    iam({
      Action: 'SimulateCustomPolicy',
      'PolicyInputList.member.1': document,
      'ActionNames.member.1': `s3:${'a'.repeat(120)}`,
      'ResourceArns.member.1': `arn:aws:s3:::${'a'.repeat(1900)}`,
    }),
  'sts:AssumeRole': (Policy) =>
    query('sts', '2011-06-15', {
      Action: 'AssumeRole',
      RoleArn: 'arn:aws:iam::777788889999:role/OrganizationAccountAccessRole',
      RoleSessionName: 'hostile',
      Policy,
    }),
  'access-analyzer:ValidatePolicy': (policyDocument) =>
    analyzer('/policy/validation', { policyDocument, policyType: 'IDENTITY_POLICY' }),
  'access-analyzer:CheckNoNewAccess': (document) =>
    analyzer('/policy/check-no-new-access', {
      newPolicyDocument: document,
      existingPolicyDocument: document.replace('Allow', 'Deny'),
      policyType: 'IDENTITY_POLICY',
    }),
  'access-analyzer:CheckAccessNotGranted': (policyDocument) =>
    analyzer('/policy/check-access-not-granted', {
      policyDocument,
      access: [{ actions: ['s3:GetObject'], resources: ['arn:aws:s3:::bucket/*'] }],
      policyType: 'IDENTITY_POLICY',
    }),
  'organizations:CreatePolicy': (Content) =>
    exchange(
      cloud.aws,
      signedBytes(cloud.aws, cloud.client().credentials, {
        service: 'organizations',
        headers: {
          'content-type': 'application/x-amz-json-1.1',
          'x-amz-target': 'AWSOrganizationsV20161128.CreatePolicy',
        },
        body: JSON.stringify({
          Content,
          Description: '',
          Name: 'hostile',
          Type: 'SERVICE_CONTROL_POLICY',
        }),
      }),
    ),
};

const query = (
  service: string,
  Version: string,
  fields: Readonly<Record<string, string>>,
): Promise<RawAnswer> =>
  exchange(
    cloud.aws,
    signedBytes(cloud.aws, cloud.client().credentials, {
      service,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: form({ ...fields, Version }),
    }),
  );

const iam = (fields: Readonly<Record<string, string>>): Promise<RawAnswer> =>
  query('iam', '2010-05-08', fields);

const analyzer = (path: string, body: object): Promise<RawAnswer> =>
  exchange(
    cloud.aws,
    signedBytes(cloud.aws, cloud.client().credentials, {
      service: 'access-analyzer',
      path,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  );

describe.for(Object.entries(WAYS))('%s', ([name, send]) => {
  test('takes or refuses every policy of the maximum size at once', async () => {
    await send('{}');
    const faults: string[] = [];

    for (const [kind, document] of Object.entries(POLICIES)) {
      const { hold, answer } = await held(() => send(document));
      const isAwsAnswer = answer.status === 200 || (answer.status >= 400 && answer.status < 500);
      if (!isAwsAnswer) faults.push(`${kind}: ${answer.text.slice(0, 200)}`);
      if (hold > LONGEST_HOLD_MILLISECONDS)
        faults.push(`${kind}: held up everything for ${hold.toFixed(0)} ms`);
    }

    expect({ name, faults }).toEqual({ name, faults: [] });
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });
});
