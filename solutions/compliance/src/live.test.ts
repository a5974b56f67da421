import { buffer } from 'node:stream/consumers';
import { Lambda } from '@aws-sdk/client-lambda';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { type AwsSecurityFinding, SecurityHub } from '@aws-sdk/client-securityhub';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ZipFile } from 'yazl';
import { ACCOUNT, FOREIGN, liveSecrets, type LiveSecrets, policyOf } from './live.fixture.ts';

let live: LiveSecrets;
let secrets: SecretsManager;
let hub: SecurityHub;

beforeAll(async () => {
  live = await liveSecrets(['--compliance=on']);
  ({ secrets } = live);
  hub = new SecurityHub(live.cloud.client('security'));
});
afterAll(() => live.stop());

const GENERATOR = 'gatehouse/secrets/';

const findings = async (): Promise<readonly AwsSecurityFinding[]> => {
  const { Findings = [] } = await hub.getFindings({
    Filters: { GeneratorId: [{ Value: GENERATOR, Comparison: 'PREFIX' }] },
    MaxResults: 100,
  });
  return Findings;
};

const nameOf = ({ Resources: [resource] = [] }: AwsSecurityFinding): string =>
  resource?.Details?.AwsSecretsManagerSecret?.Name ?? '';

const brief = (all: readonly AwsSecurityFinding[], name: string): Record<string, string> =>
  Object.fromEntries(
    all
      .filter((finding) => nameOf(finding) === name)
      .map(({ GeneratorId = '', Compliance, RecordState }) => [
        GeneratorId.slice(GENERATOR.length),
        `${Compliance?.Status} ${RecordState}`,
      ]),
  );

/** A rotation function whose every step fails. */
const brokenFunction = async (): Promise<string> => {
  const lambda = new Lambda(live.cloud.client('workloads'));
  const zip = new ZipFile();
  zip.addBuffer(
    Buffer.from('exports.handler = async () => { throw new Error("no"); };'),
    'index.js',
  );
  zip.end();
  await live.iam.createRole({
    RoleName: 'Rotation',
    AssumeRolePolicyDocument: policyOf({
      Effect: 'Allow',
      Principal: { Service: 'lambda.amazonaws.com' },
      Action: 'sts:AssumeRole',
    }),
  });
  const { FunctionArn = '' } = await lambda.createFunction({
    FunctionName: 'broken',
    Runtime: 'nodejs24.x',
    Role: `arn:aws:iam::${ACCOUNT}:role/Rotation`,
    Handler: 'index.handler',
    Code: { ZipFile: await buffer(zip.outputStream) },
  });
  await lambda.addPermission({
    FunctionName: 'broken',
    StatementId: 'rotation',
    Action: 'lambda:InvokeFunction',
    Principal: 'secretsmanager.amazonaws.com',
  });
  return FunctionArn;
};

/** When it was told last that a secret does not rotate. */
const toldAt = (all: readonly AwsSecurityFinding[], name: string): string | undefined =>
  all.find((one) => nameOf(one) === name && one.GeneratorId === `${GENERATOR}no-rotation`)
    ?.UpdatedAt;

/** Work that is due is done at once, and by whichever of the server's runners takes it. */
const settled = async (name: string, expected: Record<string, string>): Promise<void> => {
  await expect
    .poll(async () => brief(await findings(), name), { timeout: 30_000, interval: 100 })
    .toEqual(expected);
};

const FAILS = 'FAILED ACTIVE';
const MENDED = 'PASSED ARCHIVED';
const GONE = 'NOT_AVAILABLE ARCHIVED';

test('secrets of the organization are judged in every Region, and their findings follow them', async () => {
  const europe = new SecretsManager({ ...live.cloud.client('workloads'), region: 'eu-west-1' });
  await secrets.createSecret({ Name: 'prod/db', SecretString: 'x' });
  await secrets.createSecret({ Name: 'going', SecretString: 'x' });
  await europe.createSecret({ Name: 'eu/token', SecretString: 'x' });
  await secrets.createSecret({ Name: 'rotates', SecretString: 'x' });
  const RotationLambdaARN = await brokenFunction();
  await secrets.rotateSecret({
    SecretId: 'rotates',
    RotationLambdaARN,
    RotationRules: { ScheduleExpression: 'rate(30 days)' },
    RotateImmediately: false,
  });
  await secrets.putResourcePolicy({
    SecretId: 'going',
    ResourcePolicy: policyOf({
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${FOREIGN}:root` },
      Action: 'secretsmanager:GetSecretValue',
      Resource: '*',
    }),
  });

  await live.advance('PT2M');
  // Nobody of another account can use the key, so that it is not read by too many: it is shared in vain.
  await settled('going', { 'no-rotation': FAILS, 'managed-key-shared': FAILS });
  await settled('prod/db', { 'no-rotation': FAILS });
  await settled('rotates', {});
  await live.advance('P100D');
  const aged = {
    'no-rotation': FAILS,
    'old-value': FAILS,
    unused: FAILS,
    'pci-dss-90-days': FAILS,
  };
  await settled('eu/token', aged);
  await settled('prod/db', aged);

  const old = await findings();
  expect(brief(old, 'rotates')).toMatchObject({ 'late-rotation': FAILS, 'old-value': FAILS });
  const pci = old.find(({ GeneratorId = '' }) => GeneratorId.endsWith('pci-dss-90-days'));
  expect(pci).toMatchObject({
    AwsAccountId: ACCOUNT,
    Types: ['Software and Configuration Checks/Industry and Regulatory Standards/PCI-DSS'],
    Severity: { Label: 'HIGH' },
    Compliance: { RelatedRequirements: ['PCI DSS v4.0.1/8.3.9', 'PCI DSS v4.0.1/8.6.3'] },
  });
});

test('a finding that is mended passes and is archived, what people made of it stays, and nothing is told twice', async () => {
  const before = await findings();
  const unused = before.find(
    (one) => nameOf(one) === 'prod/db' && one.GeneratorId === `${GENERATOR}unused`,
  );
  await hub.batchUpdateFindings({
    FindingIdentifiers: [{ Id: unused?.Id, ProductArn: unused?.ProductArn }],
    Workflow: { Status: 'SUPPRESSED' },
  });
  await secrets.deleteSecret({ SecretId: 'going' });
  await secrets.putSecretValue({ SecretId: 'prod/db', SecretString: 'y' });

  await live.advance('PT12H');
  await settled('prod/db', {
    'no-rotation': FAILS,
    'old-value': MENDED,
    unused: FAILS,
    'pci-dss-90-days': MENDED,
  });

  const after = await findings();
  expect(new Set(Object.values(brief(after, 'going')))).toEqual(new Set([GONE]));
  expect(after).toHaveLength(before.length);
  const still = after.find(({ Id }) => Id === unused?.Id);
  expect(still?.Workflow?.Status).toBe('SUPPRESSED');
  // Nothing about it changed within the day.
  expect(toldAt(after, 'prod/db')).toBe(toldAt(before, 'prod/db'));
});
