import { decoyItems } from '../contents/contents.ts';
import { ifThere, isNamed, NotYet, unlessThere } from '../failures.ts';
import type { Bait } from '../model.ts';
import type { Kind, Making } from './kind.ts';

const LOOKS = 20;
const FIRST_PAUSE_MILLISECONDS = 50;
const LONGEST_PAUSE_MILLISECONDS = 2000;
const KEY = 'CustomerId';
const MOST_A_BATCH = 25;

const statusOf = async ({ apis, bait }: Making): Promise<string | undefined> =>
  (await ifThere(apis.dynamodb.describeTable({ TableName: bait.name })))?.Table?.TableStatus;

/** Looks until the table has this status, or none; the pauses grow. @throws NotYet */
const whenIt = async (making: Making, wanted: 'ACTIVE' | undefined): Promise<void> => {
  let milliseconds = FIRST_PAUSE_MILLISECONDS;
  for (let look = 0; look < LOOKS; look += 1) {
    if ((await statusOf(making)) === wanted) return;
    await making.pause(milliseconds);
    milliseconds = Math.min(milliseconds * 2, LONGEST_PAUSE_MILLISECONDS);
  }
  throw new NotYet(
    wanted === undefined ? 'the table is not gone yet' : 'the table is not active yet',
  );
};

const fill = async ({ apis, bait }: Making): Promise<void> => {
  const items = [...decoyItems(bait.seed)];
  while (items.length > 0) {
    const batch = items.splice(0, MOST_A_BATCH);
    const { UnprocessedItems = {} } = await apis.dynamodb.batchWriteItem({
      RequestItems: { [bait.name]: batch.map((Item) => ({ PutRequest: { Item } })) },
    });
    if (Object.keys(UnprocessedItems).length > 0) throw new NotYet('items were not taken yet');
  }
};

const build = async (making: Making): Promise<Bait> => {
  const { apis, bait, tag } = making;
  await unlessThere(
    apis.dynamodb.createTable({
      TableName: bait.name,
      AttributeDefinitions: [{ AttributeName: KEY, AttributeType: 'S' }],
      KeySchema: [{ AttributeName: KEY, KeyType: 'HASH' }],
      // Costs what is read and written of it, which is nothing.
      BillingMode: 'PAY_PER_REQUEST',
      ...(tag === undefined ? {} : { Tags: [{ Key: tag.key, Value: tag.value }] }),
    }),
  );
  await whenIt(making, 'ACTIVE');
  await fill(making);
  return bait;
};

const dismantle = async (making: Making): Promise<void> => {
  const { apis, bait } = making;
  try {
    await ifThere(apis.dynamodb.deleteTable({ TableName: bait.name }));
  } catch (error) {
    // Somebody protected it, or it is on its way in or out.
    if (!isNamed(error, ['ResourceInUseException', 'ValidationException'])) throw error;
    throw new NotYet('the table cannot be deleted yet');
  }
  await whenIt(making, undefined);
};

const inspect = async (making: Making): Promise<readonly string[]> => {
  const { apis, bait } = making;
  const { Table: table } =
    (await ifThere(apis.dynamodb.describeTable({ TableName: bait.name }))) ?? {};
  if (table === undefined || table.TableStatus === 'DELETING') return ['The table was deleted.'];
  const made = table.CreationDateTime?.getTime();
  const drift: string[] = [];
  if (made !== undefined && bait.liveAt !== undefined && made > bait.liveAt + 1000)
    drift.push('The table was deleted, and another made with its name.');
  if (table.BillingModeSummary?.BillingMode !== 'PAY_PER_REQUEST')
    drift.push('The billing mode was changed: it costs by the hour.');
  if ((table.Replicas ?? []).length > 0) drift.push('A replica was added.');
  return drift;
};

export const tableKind: Kind = {
  arn: (name, _path, { account, region }, partition) =>
    `arn:${partition}:dynamodb:${region}:${account}:table/${name}`,
  existsSince: async ({ apis, bait }) =>
    (await ifThere(apis.dynamodb.describeTable({ TableName: bait.name })))?.Table?.CreationDateTime,
  build,
  dismantle,
  inspect,
};
