import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ConsoleFixture, consoleFixture, type Person } from './console.fixture.ts';

const ACCOUNT = '111122223333';
const REGION = 'us-east-1';
const ProductArn = `arn:aws:securityhub:${REGION}:${ACCOUNT}:product/${ACCOUNT}/default`;
const ActionTargetArn = `arn:aws:securityhub:${REGION}:${ACCOUNT}:action/custom/Send`;
const QUEUE = `arn:aws:sqs:${REGION}:${ACCOUNT}:sent`;

let here: ConsoleFixture;
let somebody: Person;

beforeAll(async () => {
  here = await consoleFixture();
  somebody = await here.administrator();
  await somebody.aws('securityhub', 'CreateActionTarget', {
    Id: 'Send',
    Name: 'Send',
    Description: 'Sends',
  });
  await somebody.aws('securityhub', 'BatchImportFindings', {
    Findings: [
      {
        SchemaVersion: '2018-10-08',
        Id: 'one',
        ProductArn,
        GeneratorId: 'test',
        AwsAccountId: ACCOUNT,
        CreatedAt: '2026-03-01T10:00:00Z',
        UpdatedAt: '2026-03-01T10:00:00Z',
        Severity: { Label: 'LOW' },
        Title: 'One',
        Description: 'One',
        Types: ['TTPs'],
        Resources: [{ Type: 'Other', Id: 'r' }],
      },
    ],
  });
  const policy = {
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Resource: QUEUE,
    },
  };
  await somebody.aws('sqs', 'CreateQueue', {
    QueueName: 'sent',
    Attributes: { Policy: JSON.stringify(policy) },
  });
  await somebody.aws('events', 'PutRule', {
    Name: 'custom-action',
    EventPattern: JSON.stringify({
      source: ['aws.securityhub'],
      'detail-type': ['Security Hub Findings - Custom Action'],
      resources: [ActionTargetArn],
    }),
  });
  await somebody.aws('events', 'PutTargets', {
    Rule: 'custom-action',
    Targets: [{ Id: 'queue', Arn: QUEUE }],
  });
});
afterAll(() => here.cloud.stop());

const send = (body: object) => somebody.ask('/api/custom-action', { method: 'POST', body });

const received = async (): Promise<readonly Record<string, unknown>[]> => {
  const { body } = await somebody.aws('sqs', 'ReceiveMessage', {
    QueueUrl: `${here.cloud.aws}/${ACCOUNT}/sent`,
    WaitTimeSeconds: 10,
    MaxNumberOfMessages: 10,
  });
  const messages = (body['Messages'] ?? []) as { Body: string }[];
  return messages.map(({ Body }) => JSON.parse(Body) as Record<string, unknown>);
};

test('findings that are sent to a custom action reach the rule for it', async () => {
  const answer = await send({
    region: REGION,
    ActionTargetArn,
    FindingIdentifiers: [{ Id: 'one', ProductArn }],
  });

  expect(answer.status).toBe(200);
  expect(await received()).toMatchObject([
    { resources: [ActionTargetArn], detail: { actionName: 'Send', findings: [{ Id: 'one' }] } },
  ]);
});

test.for([
  [{ FindingIdentifiers: [{ Id: 'two', ProductArn }] }, 404, 'ResourceNotFoundException'],
  [{ FindingIdentifiers: [] }, 400, 'InvalidRequest'],
  [
    { InsightArn: 'arn:aws:securityhub:::insight/securityhub/default/999' },
    404,
    'ResourceNotFoundException',
  ],
  [{}, 400, 'InvalidRequest'],
] as const)('sending %j is answered %i', async ([input, status, code]) => {
  const answer = await send({ region: REGION, ActionTargetArn, ...input });

  expect(answer.status).toBe(status);
  expect(answer.body['error']).toMatchObject({ code });
});

test('the results of an insight are sent', async () => {
  const InsightArn = 'arn:aws:securityhub:::insight/securityhub/default/29';

  const answer = await send({ region: REGION, ActionTargetArn, InsightArn });

  expect(answer.status).toBe(200);
});

test('nobody sends who is not signed in', async () => {
  const answer = await here.person().ask('/api/custom-action', { method: 'POST', body: {} });

  expect(answer.status).toBe(401);
});
