import type { Arguments, Option } from '../../command.ts';
import { YES } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { inWords, tableOf, timeInWords, timeOf } from '../../words.ts';
import { brokerCommand, type Place } from '../broker-command.ts';
import type { AccessRequest, RequestPage } from '../broker-types.ts';
import { stateOf, targetInWords } from './describe.ts';

export const FILTER_OPTIONS: Readonly<Record<string, Option>> = {
  state: { value: 'STATES', help: 'pending, scheduled, active, ended, ..., by commas' },
  account: { value: 'ID', help: 'of this account' },
  'role-arn': { value: 'ARN', help: 'of this role' },
  requester: { value: 'PERSON', help: 'by this person, p-…' },
  from: { value: 'TIME', help: 'made at or after' },
  to: { value: 'TIME', help: 'made before' },
  text: { value: 'TEXT', help: 'with this text in it' },
};

type Filters = Partial<
  Record<'state' | 'account' | 'roleArn' | 'requester' | 'from' | 'to' | 'text', string>
>;

/** @throws UsageError */
export const filtersOf = (given: Arguments): Filters => {
  const time = (name: string): string | undefined => {
    const text = given.one(name);
    return text === undefined ? undefined : timeOf(name, text);
  };
  const values = {
    state: given.one('state'),
    account: given.one('account'),
    roleArn: given.one('role-arn'),
    requester: given.one('requester'),
    from: time('from'),
    to: time('to'),
    text: given.one('text'),
  };
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
};

const DEFAULT_COUNT = 50;
const LARGEST_COUNT = 10_000;
const LARGEST_PAGE = 200;

const countOf = (given: Arguments): number => {
  const text = given.one('limit') ?? String(DEFAULT_COUNT);
  const count = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (count < 1 || count > LARGEST_COUNT)
    throw new UsageError(`--limit is 1 to ${LARGEST_COUNT}; not "${text}"`);
  return count;
};

const SCOPES = ['mine', 'review', 'all'] as const;

const found = async (given: Arguments, { broker }: Place): Promise<RequestPage> => {
  const count = countOf(given);
  const query = { ...filtersOf(given), scope: given.choice('scope', SCOPES, 'mine') };
  const requests: AccessRequest[] = [];
  let cursor: string | undefined;
  do {
    const page: RequestPage = await broker.call('GET /v1/requests', {
      query: {
        ...query,
        limit: Math.min(LARGEST_PAGE, count - requests.length),
        ...(cursor === undefined ? {} : { cursor }),
      },
    });
    requests.push(...page.requests);
    cursor = page.nextCursor;
  } while (cursor !== undefined && requests.length < count);
  return { requests, ...(cursor === undefined ? {} : { nextCursor: cursor }) };
};

const whenOf = ({
  state,
  pendingUntil,
  startsAt,
  startAt,
  endsAt,
  closedAt,
}: AccessRequest): string => {
  switch (state) {
    case 'pending':
      return `decide by ${timeInWords(pendingUntil)}`;
    case 'scheduled':
      return `from ${timeInWords(startsAt ?? startAt ?? '')}`;
    case 'active':
      return `until ${timeInWords(endsAt ?? '')}`;
    case 'ended':
    case 'revoked':
    case 'rejected':
    case 'cancelled':
    case 'expired':
      return timeInWords(closedAt ?? endsAt ?? '');
    default:
      return state satisfies never;
  }
};

const HEADS = ['ID', 'STATE', 'WHO', 'ACCESS', 'FOR', 'WHEN'] as const;

const table = (requests: readonly AccessRequest[], terminal: Place['terminal']): string => {
  const rows = requests.map((request) => [
    request.id,
    request.state,
    request.requester.name,
    request.targets.map(targetInWords).join(', '),
    inWords(request.durationSeconds),
    whenOf(request),
  ]);
  const [head = '', ...lines] = tableOf([HEADS, ...rows]).split(/(?<=\n)/);
  // Colours have no width, so that they come in after the columns are made.
  const coloured = lines.map((line, index) => {
    const request = requests[index];
    return request === undefined
      ? line
      : line.replace(` ${request.state} `, ` ${stateOf(request, terminal)} `);
  });
  return head + coloured.join('');
};

export const requests = brokerCommand({
  name: 'requests',
  summary: 'Requests of access: yours, those that wait for you, or all',
  usage: '[options]',
  options: {
    scope: { value: 'SCOPE', help: 'mine (default), review (wait for your decision) or all' },
    ...FILTER_OPTIONS,
    limit: { value: 'COUNT', help: `at most so many, newest first; default ${DEFAULT_COUNT}` },
  },
  run: async (given, place) => {
    if (given.positionals.length > 0)
      throw new UsageError('use "gatehouse show ID" for one request');
    const page = await found(given, place);
    const { terminal } = place;
    if (given.flag('json')) terminal.out(`${JSON.stringify(page)}\n`);
    else if (page.requests.length === 0) terminal.err('There are none.\n');
    else terminal.out(table(page.requests, terminal));
    if (page.nextCursor !== undefined) terminal.err('There are more: use --limit.\n');
    return YES;
  },
});
