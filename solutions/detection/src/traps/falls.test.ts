import type { Store } from '@gatehouse/store';
import { tries } from '@gatehouse/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { apisBy } from './apis.ts';
import { TEND } from './keeper.ts';
import { TRAP_KINDS, type TrapApis, type TrapKind } from './model.ts';
import { choice, leased, SETTINGS, trapStage, type TrapStage } from './traps.fixture.ts';
import type { Traps } from './traps.ts';

let stage: TrapStage;

beforeAll(async () => {
  stage = await trapStage();
});
afterAll(() => stage.stop());

/** The process falls at a call: before it is sent, or before its answer is read. */
interface Fall {
  readonly at: number;
  readonly isSent: boolean;
}

class Fallen extends Error {
  override readonly name = 'Fallen';
}

interface Process {
  readonly traps: Traps;
  calls(): number;
  hasFallen(): boolean;
}

/** A process that falls: after that it neither calls nor writes anything. */
const processThat = (fall: Fall): Process => {
  let calls = 0;
  let fallen = false;
  const guarded = <Client extends object>(client: Client): Client =>
    new Proxy(client, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== 'function') return member;
        return async (...given: readonly unknown[]) => {
          if (fallen) throw new Fallen();
          calls += 1;
          const isHere = calls === fall.at;
          if (isHere && !fall.isSent) fallen = true;
          if (fallen) throw new Fallen();
          try {
            return await Reflect.apply(member, target, given);
          } finally {
            // What was answered, and be it a refusal, is not read.
            if (isHere) fallen = true;
          }
        };
      },
    });
  const store: Store = {
    ...stage.store,
    dialect: stage.store.dialect,
    read: (work) => stage.store.read(work),
    write: (work) => (fallen ? Promise.reject(new Fallen()) : stage.store.write(work)),
    onNotify: (channel, listener) => stage.store.onNotify(channel, listener),
    hears: () => stage.store.hears(),
    close: () => Promise.resolve(),
  };
  const through = apisBy(stage.clients, (account) => ({
    roleArn: SETTINGS.roleArnOf(account) ?? '',
    sessionName: SETTINGS.sessionName,
  }));
  const apisOf = async (place: { account: string; region: string }): Promise<TrapApis> => {
    const { iam, s3, dynamodb, secrets, ssm, trail } = await through(place);
    return {
      iam: guarded(iam),
      s3: guarded(s3),
      dynamodb: guarded(dynamodb),
      secrets: guarded(secrets),
      ssm: guarded(ssm),
      trail: guarded(trail),
    };
  };
  return { traps: stage.traps({ store, apisOf }), calls: () => calls, hasFallen: () => fallen };
};

const NEVER: Fall = { at: Number.POSITIVE_INFINITY, isSent: true };

const story = async ({ traps }: Process, kind: TrapKind): Promise<void> => {
  const { trap } = await traps.create(choice({ kind, console: true }));
  await traps.rotate(trap.id);
  await traps.remove(trap.id);
};

/** What exists in the account. */
const existing = async (): Promise<readonly string[]> => {
  const { iam, s3, secrets, ssm, dynamodb, trail } = stage.admin;
  const [
    { Users = [] },
    { Roles = [] },
    { Buckets = [] },
    { SecretList = [] },
    { trailList = [] },
  ] = await Promise.all([
    iam.listUsers({ PathPrefix: SETTINGS.path }),
    iam.listRoles({ PathPrefix: SETTINGS.path }),
    s3.listBuckets({}),
    secrets.listSecrets({}),
    trail.describeTrails({}),
  ]);
  const { Parameters = [] } = await ssm.describeParameters({});
  const { TableNames = [] } = await dynamodb.listTables({});
  const keys = await Promise.all(
    Users.map(({ UserName = '' }) => iam.listAccessKeys({ UserName })),
  );
  return [
    ...Users.map(({ UserName = '' }) => UserName),
    ...Roles.map(({ RoleName = '' }) => RoleName),
    ...Buckets.flatMap(({ Name = '' }) => (Name.startsWith('aws-cloudtrail-logs') ? [] : [Name])),
    ...SecretList.map(({ Name = '' }) => Name),
    ...Parameters.map(({ Name = '' }) => Name),
    ...TableNames,
    ...trailList.map(() => 'trail'),
    ...keys.flatMap(({ AccessKeyMetadata = [] }) =>
      AccessKeyMetadata.map(({ AccessKeyId = '' }) => AccessKeyId),
    ),
  ].toSorted();
};

/** The next process, later: does the work that waits, and then knows of everything that exists. */
const recover = async (kind: TrapKind): Promise<void> => {
  await stage.advance('PT20M');
  const { traps } = processThat(NEVER);
  const tendAll = async (): Promise<void> => {
    for (const { id } of await traps.list()) await traps.work.get(TEND)?.(stage.store, leased(id));
  };
  await tendAll();
  const live = (await traps.list()).filter(({ state }) => state === 'live');
  const known = live.flatMap(({ name = '', accessKeyId }) => [
    name,
    ...(accessKeyId === undefined ? [] : [accessKeyId]),
    ...(kind === 'bucket' || kind === 'table' ? ['trail'] : []),
  ]);
  expect(await existing()).toStrictEqual(known.toSorted());
  for (const { id, state } of await traps.list()) if (state !== 'removed') await traps.remove(id);
};

const POINTS: Readonly<Record<TrapKind, number>> = {
  'access-key': 3,
  user: 1,
  role: 1,
  secret: 1,
  parameter: 1,
  bucket: 2,
  table: 1,
};

test.for(TRAP_KINDS)(
  'nothing that was half made of a %s is forgotten, wherever the process falls',
  async (kind) => {
    const whole = processThat(NEVER);
    await story(whole, kind);
    const calls = whole.calls();
    const points = tries(POINTS[kind], calls * 2);
    expect(await existing()).toStrictEqual([]);

    for (let point = 0; point < points; point += 1) {
      const at = 1 + Math.floor((point * calls) / points);
      const falling = processThat({ at, isSent: point % 2 === 0 });
      await story(falling, kind).catch(() => {});
      // How often a table is looked at until it stands differs: the last points may come too late.
      expect(falling.hasFallen() || falling.calls() < at).toBe(true);
      await recover(kind);
    }
    expect(await existing()).toStrictEqual([]);
  },
);

test('a trail that there is keeps its own selectors when traps join it and leave', async () => {
  const { trail, s3 } = stage.admin;
  const Bucket = 'organization-logs';
  await s3.createBucket({ Bucket });
  await s3.putBucketPolicy({
    Bucket,
    Policy: JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'cloudtrail.amazonaws.com' },
          Action: ['s3:GetBucketAcl', 's3:PutObject'],
          Resource: [`arn:aws:s3:::${Bucket}`, `arn:aws:s3:::${Bucket}/*`],
        },
      ],
    }),
  });
  const { TrailARN: trailArn = '' } = await trail.createTrail({
    Name: 'all',
    S3BucketName: Bucket,
  });
  const own = {
    Name: 'Management',
    FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }],
  };
  await trail.putEventSelectors({ TrailName: trailArn, AdvancedEventSelectors: [own] });
  const selected = async () =>
    (await trail.getEventSelectors({ TrailName: trailArn })).AdvancedEventSelectors;
  const traps = stage.traps({ settings: { dataTrail: () => ({ trailArn }) } });

  const { trap } = await traps.create(choice({ kind: 'bucket' }));
  const joined = await selected();
  await traps.remove(trap.id);

  expect(joined).toHaveLength(2);
  expect(joined?.[0]).toStrictEqual(own);
  expect(joined?.[1]?.FieldSelectors?.[2]).toStrictEqual({
    Field: 'resources.ARN',
    StartsWith: [`${trap.arn}/`],
  });
  expect(await selected()).toStrictEqual([own]);
});
