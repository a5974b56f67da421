import { countingIds } from '@gatehouse/testkit';
import { expect, test } from 'vitest';
import { auditEntries, emptyNotes, type EventFacts } from './event.ts';
import type { Principal, RolePrincipal, Session } from './principal.ts';
import { reads, type Service, writes } from './service.ts';

const ACCOUNT = '111122223333';
const OTHER = '444455556666';
const KEY = 'ASIAIOSFODNN7EXAMPLE';
const NOW = new Date('2026-03-02T10:00:00.123Z');

const session = (more: Partial<Session> = {}): Session => ({
  issuedAt: new Date('2026-03-02T09:30:00Z'),
  expiresAt: new Date('2026-03-02T10:30:00Z'),
  mfaAuthenticated: false,
  ...more,
});
const attributes = { creationDate: '2026-03-02T09:30:00Z', mfaAuthenticated: 'false' };

const USER = {
  kind: 'user',
  account: ACCOUNT,
  arn: `arn:aws:iam::${ACCOUNT}:user/alice`,
  id: 'AIDAALICE',
  name: 'alice',
  tags: new Map<string, string>(),
} as const;

const roleOf = (more: Partial<RolePrincipal> = {}): RolePrincipal => ({
  kind: 'assumed-role',
  account: ACCOUNT,
  arn: `arn:aws:sts::${ACCOUNT}:assumed-role/deploy/run-1`,
  roleArn: `arn:aws:iam::${ACCOUNT}:role/ci/deploy`,
  roleName: 'deploy',
  roleId: 'AROADEPLOY',
  sessionName: 'run-1',
  serviceLinked: false,
  tags: new Map(),
  transitiveTagKeys: [],
  session: session(),
  chained: false,
  ...more,
});

const ISSUER = {
  type: 'Role',
  principalId: 'AROADEPLOY',
  arn: `arn:aws:iam::${ACCOUNT}:role/ci/deploy`,
  accountId: ACCOUNT,
  userName: 'deploy',
};

const nothing = async (): Promise<object> => ({});

const SERVICE: Service = {
  id: 'sts',
  eventSource: 'sts.amazonaws.com',
  accessDenied: 'AccessDenied',
  validationCode: 'ValidationError',
  operations: {},
  migrations: [],
};

const factsOf = (more: Partial<EventFacts> = {}): EventFacts => ({
  service: SERVICE,
  operation: 'AssumeRole',
  definition: writes({}, nothing),
  principal: USER,
  accessKeyId: KEY,
  authType: undefined,
  invokedBy: undefined,
  region: 'eu-central-1',
  sourceIp: '192.0.2.1',
  userAgent: 'aws-cli/2',
  tlsHost: undefined,
  requestId: 'request-1',
  fromConsole: false,
  now: NOW,
  input: { RoleArn: 'role' },
  output: { Answer: 'yes' },
  error: undefined,
  notes: emptyNotes(),
  ...more,
});

const recordsOf = (more: Partial<EventFacts> = {}) =>
  auditEntries(factsOf(more), countingIds()).map(({ record }) => record);

test.for<[string, Principal, object]>([
  [
    'the root user',
    { kind: 'root', account: ACCOUNT },
    {
      type: 'Root',
      principalId: ACCOUNT,
      arn: `arn:aws:iam::${ACCOUNT}:root`,
      accountId: ACCOUNT,
      accessKeyId: KEY,
    },
  ],
  [
    'a user',
    USER,
    {
      type: 'IAMUser',
      principalId: 'AIDAALICE',
      arn: USER.arn,
      accountId: ACCOUNT,
      accessKeyId: KEY,
      userName: 'alice',
    },
  ],
  [
    'a user who proved MFA to GetSessionToken',
    { ...USER, session: session({ mfaAuthenticated: true }) },
    {
      type: 'IAMUser',
      principalId: 'AIDAALICE',
      arn: USER.arn,
      accountId: ACCOUNT,
      accessKeyId: KEY,
      userName: 'alice',
      sessionContext: { attributes: { ...attributes, mfaAuthenticated: 'true' } },
    },
  ],
  [
    'a role session with a source identity',
    roleOf({ session: session({ sourceIdentity: 'alice' }) }),
    {
      type: 'AssumedRole',
      principalId: 'AROADEPLOY:run-1',
      arn: `arn:aws:sts::${ACCOUNT}:assumed-role/deploy/run-1`,
      accountId: ACCOUNT,
      accessKeyId: KEY,
      sessionContext: { sessionIssuer: ISSUER, attributes, sourceIdentity: 'alice' },
    },
  ],
  [
    'a role session that an OIDC provider vouched for',
    roleOf({ federatedProvider: `arn:aws:iam::${ACCOUNT}:oidc-provider/ci.example.com` }),
    {
      type: 'AssumedRole',
      principalId: 'AROADEPLOY:run-1',
      arn: `arn:aws:sts::${ACCOUNT}:assumed-role/deploy/run-1`,
      accountId: ACCOUNT,
      accessKeyId: KEY,
      sessionContext: {
        sessionIssuer: ISSUER,
        webIdFederationData: {
          federatedProvider: `arn:aws:iam::${ACCOUNT}:oidc-provider/ci.example.com`,
          attributes: {},
        },
        attributes,
      },
    },
  ],
  [
    'a role session that a SAML provider vouched for',
    roleOf({ federatedProvider: `arn:aws:iam::${ACCOUNT}:saml-provider/corp` }),
    {
      type: 'AssumedRole',
      principalId: 'AROADEPLOY:run-1',
      arn: `arn:aws:sts::${ACCOUNT}:assumed-role/deploy/run-1`,
      accountId: ACCOUNT,
      accessKeyId: KEY,
      sessionContext: { sessionIssuer: ISSUER, attributes },
    },
  ],
  [
    'a federated user',
    {
      kind: 'federated-user',
      account: ACCOUNT,
      arn: `arn:aws:sts::${ACCOUNT}:federated-user/bob`,
      name: 'bob',
      user: { arn: USER.arn, id: USER.id, name: USER.name },
      tags: new Map(),
      session: session(),
    },
    {
      type: 'FederatedUser',
      principalId: `${ACCOUNT}:bob`,
      arn: `arn:aws:sts::${ACCOUNT}:federated-user/bob`,
      accountId: ACCOUNT,
      accessKeyId: KEY,
      sessionContext: {
        sessionIssuer: {
          type: 'IAMUser',
          principalId: 'AIDAALICE',
          arn: USER.arn,
          accountId: ACCOUNT,
          userName: 'alice',
        },
        attributes,
      },
    },
  ],
  [
    'a service',
    { kind: 'service', name: 'ecs.amazonaws.com', account: ACCOUNT },
    { type: 'AWSService', invokedBy: 'ecs.amazonaws.com' },
  ],
])('userIdentity of %s', ([, principal, identity]) => {
  const [record] = recordsOf({ principal });

  expect(record?.['userIdentity']).toEqual(identity);
  expect(record?.recipientAccountId).toBe(ACCOUNT);
});

test('a call is recorded with who, from where, what and when', () => {
  const [record, ...others] = recordsOf({ tlsHost: 'sts.example.com' });

  expect(others).toEqual([]);
  expect(record).toEqual({
    eventVersion: '1.11',
    userIdentity: expect.objectContaining({ type: 'IAMUser' }) as unknown,
    eventTime: '2026-03-02T10:00:00Z',
    eventSource: 'sts.amazonaws.com',
    eventName: 'AssumeRole',
    awsRegion: 'eu-central-1',
    sourceIPAddress: '192.0.2.1',
    userAgent: 'aws-cli/2',
    requestParameters: { roleArn: 'role' },
    responseElements: { answer: 'yes' },
    requestID: 'request-1',
    eventID: expect.stringMatching(/^[0-9a-f-]{36}$/) as unknown,
    readOnly: false,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: ACCOUNT,
    eventCategory: 'Management',
    tlsDetails: { clientProvidedHostHeader: 'sts.example.com' },
  });
});

test('a role of another account is assumed in the eyes of both accounts', () => {
  const notes = emptyNotes();
  const arn = `arn:aws:iam::${OTHER}:role/there`;
  notes.resources.push({ type: 'AWS::IAM::Role', name: arn, arn });
  notes.sharedWith.push(OTHER);

  const [own, theirs, ...more] = recordsOf({ notes });

  expect(more).toEqual([]);
  expect(own).toMatchObject({ recipientAccountId: ACCOUNT, userIdentity: { type: 'IAMUser' } });
  expect(theirs).toMatchObject({
    recipientAccountId: OTHER,
    userIdentity: { type: 'AWSAccount', principalId: 'AIDAALICE', accountId: ACCOUNT },
    resources: [{ accountId: OTHER, type: 'AWS::IAM::Role', ARN: arn }],
  });
  expect(theirs?.['userIdentity']).not.toHaveProperty('accessKeyId');
  expect(own?.['sharedEventID']).toBe(theirs?.['sharedEventID']);
  expect(own?.['sharedEventID']).toBeDefined();
  expect(own?.eventID).not.toBe(theirs?.eventID);
});

test('a failed attempt on another account stays out of its history', () => {
  const notes = emptyNotes();
  notes.sharedWith.push(OTHER);
  const error = { code: 'AccessDenied', message: 'no' };

  const records = recordsOf({ notes, error, output: undefined });

  expect(records).toHaveLength(1);
  expect(records[0]).toMatchObject({ recipientAccountId: ACCOUNT, errorCode: 'AccessDenied' });
  expect(records[0]).not.toHaveProperty('sharedEventID');
});

test('who has no account is recorded where the resource is, and nowhere else', () => {
  const notes = emptyNotes();
  notes.sharedWith.push(OTHER);
  const anonymous: Partial<EventFacts> = {
    principal: { kind: 'anonymous' },
    accessKeyId: undefined,
  };

  expect(recordsOf({ ...anonymous, notes })).toMatchObject([
    {
      recipientAccountId: OTHER,
      userIdentity: { type: 'AWSAccount', principalId: '', accountId: 'ANONYMOUS_PRINCIPAL' },
    },
  ]);
  expect(recordsOf(anonymous)).toEqual([]);
});

test('a call that a service made names the service as its source, not the client', () => {
  const [forwarded] = recordsOf({
    invokedBy: 'tagging.amazonaws.com',
    tlsHost: 'tagging.example.com',
  });
  const [own] = recordsOf({
    principal: { kind: 'service', name: 'ecs.amazonaws.com', account: ACCOUNT },
  });

  expect(forwarded).toMatchObject({
    sourceIPAddress: 'tagging.amazonaws.com',
    userAgent: 'tagging.amazonaws.com',
    userIdentity: { type: 'IAMUser', invokedBy: 'tagging.amazonaws.com' },
  });
  expect(forwarded).not.toHaveProperty('tlsDetails');
  expect(own).toMatchObject({
    sourceIPAddress: 'ecs.amazonaws.com',
    userAgent: 'ecs.amazonaws.com',
  });
});

test('the console says so, and has no TLS details of a client', () => {
  const [record] = recordsOf({ fromConsole: true, tlsHost: 'console.example.com' });

  expect(record).toMatchObject({ sessionCredentialFromConsole: 'true' });
  expect(record).not.toHaveProperty('tlsDetails');
});

test('reads have no response, refusals one spelling, global services one Region', () => {
  const [read] = recordsOf({ definition: reads({}, nothing) });
  const [refused] = recordsOf({ error: { code: 'AccessDeniedException', message: 'no' } });
  const [global] = recordsOf({ service: { ...SERVICE, global: true } });

  expect(read).toMatchObject({ readOnly: true, responseElements: null });
  expect(refused).toMatchObject({
    errorCode: 'AccessDenied',
    errorMessage: 'no',
    responseElements: null,
  });
  expect(global).toMatchObject({ awsRegion: 'us-east-1' });
});

test('secrets are hidden at the paths that an operation names, and wherever their name says so', () => {
  const [record] = recordsOf({
    definition: writes({ redact: ['Overrides[].Environment'] }, nothing),
    input: {
      Overrides: [{ Environment: [{ Name: 'TOKEN', Value: 's3cret' }], Name: 'web' }],
      Password: 's3cret',
    },
    output: { Credentials: { SecretAccessKey: 's3cret', AccessKeyId: 'ASIA' } },
  });

  expect(JSON.stringify(record)).not.toContain('s3cret');
  expect(record).toMatchObject({
    requestParameters: { overrides: [{ name: 'web' }], password: 'HIDDEN_DUE_TO_SECURITY_REASONS' },
    responseElements: { credentials: { accessKeyId: 'ASIA' } },
  });
});

test('members named like prototype keys stay members', () => {
  const input: unknown = JSON.parse('{"Tags":{"__proto__":"x","constructor":"y"}}');

  const [record] = recordsOf({ input });

  expect(JSON.stringify(record?.['requestParameters'])).toBe(
    '{"tags":{"__proto__":"x","constructor":"y"}}',
  );
});

test('a request or response beyond 100 KB is left out whole, its size told', () => {
  const [small] = recordsOf({ input: { PolicyDocument: 'x'.repeat(102_000) } });
  const [large] = recordsOf({
    input: { PolicyDocument: 'x'.repeat(102_400) },
    output: { Text: 'é'.repeat(60_000) },
  });

  expect(small?.['requestParameters']).toHaveProperty('policyDocument');
  expect(large).toMatchObject({
    requestParameters: {
      reason: 'requestParameters too large',
      omitted: true,
      originalSize: 102_414,
    },
    responseElements: { reason: 'responseElements too large', omitted: true },
  });
});

test('a user agent or error message beyond 1 KB is cut between characters', () => {
  const [record] = recordsOf({
    userAgent: 'a'.repeat(5000),
    error: { code: 'ValidationError', message: `x${'é'.repeat(5000)}` },
  });

  expect(record?.['userAgent']).toBe('a'.repeat(1024));
  expect(record?.['errorMessage']).toBe(`x${'é'.repeat(511)}`);
});

test('a service that has its own form of events gives requests and answers in it, with its names, and secrets stay hidden', () => {
  const service: Service = {
    ...SERVICE,
    eventShape: {
      request: (operation, input) => ({ [`${operation}Request`]: input }),
      response: (_, output, requestId) => ({ requestId, Answer: output }),
      errorCode: (code) => `Client.${code}`,
    },
  };

  const [entry] = auditEntries(
    factsOf({ service, operation: 'Delete', input: { Password: 'p', Id: 'i-1' } }),
    countingIds(),
  );

  expect(entry?.record).toMatchObject({
    requestParameters: {
      DeleteRequest: { Password: 'HIDDEN_DUE_TO_SECURITY_REASONS', Id: 'i-1' },
    },
    responseElements: { requestId: 'request-1', Answer: { Answer: 'yes' } },
  });
  const error = { code: 'Gone', message: 'm' };
  const [failed] = auditEntries(factsOf({ service, error }), countingIds());
  expect(failed?.record).toMatchObject({ errorCode: 'Client.Gone', responseElements: null });
});
