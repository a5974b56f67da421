import { deflateRawSync, gzipSync } from 'node:zlib';
import {
  array,
  assert,
  asyncProperty,
  constantFrom,
  double,
  integer,
  record as recordOf,
  uint8Array,
} from 'fast-check';
import { expect, test } from 'vitest';
import { record } from '../record.fixture.ts';
import { readDecoded, readWhole } from '../scan/read-records.ts';
import { decode } from './decode.ts';
import type { ReadingLimits } from './read-values.ts';

interface Answer {
  /** Event ids, in order. */
  readonly ids: readonly string[];
  /** What is said of the rest, each kind once. */
  readonly said: readonly string[];
}

async function* inPieces(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let at = 0;
  for (let turn = 0; at < bytes.length; turn += 1) {
    const size = sizes.length === 0 ? bytes.length : (sizes[turn % sizes.length] ?? 1);
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

const collector = () => {
  const ids: string[] = [];
  const said = new Set<string>();
  return {
    ids,
    said,
    sink: {
      record: (one: Readonly<Record<string, unknown>>) => {
        if (typeof one['eventName'] === 'string') ids.push(String(one['eventID']));
        else said.add('no record');
      },
      problem: (kind: string) => said.add(kind),
    },
  };
};

const read = async (
  content: string | Uint8Array,
  { sizes = [], limits }: { sizes?: readonly number[]; limits?: ReadingLimits } = {},
): Promise<Answer> => {
  const { ids, said, sink } = collector();
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  await readDecoded(await decode(inPieces(bytes, sizes)), sink, limits);
  return { ids, said: [...said].toSorted() };
};

const SMALL: ReadingLimits = { windowBytes: 4096, valueBytes: 2048 };

const a = record({ eventID: 'a' });
const b = record({ eventID: 'b', userAgent: 'quotes " and \\ and {"eventVersion": [' });
const c = record({
  eventID: 'c',
  userAgent: 'ünïcode ☃',
  requestParameters: { deep: [[{ x: '}' }]] },
});
const all = [a, b, c];
const json = (value: unknown): string => JSON.stringify(value);
const lines = all.map(json).join('\n');
const message = (one: unknown) => ({ timestamp: 1, message: json(one) });

const WRAPPINGS: Readonly<Record<string, string | Uint8Array>> = {
  'the delivered form': json({ Records: all }),
  'the delivered form, pretty': JSON.stringify({ Records: all }, null, 2),
  'a bare list': json(all),
  'a record a line': lines,
  'a record a line, CRLF': all.map(json).join('\r\n'),
  'a record a line, with empty lines and commas': all.map(json).join(',\n\n'),
  'one after another': all.map(json).join(''),
  'one after another, pretty': all.map((one) => JSON.stringify(one, null, 4)).join('\n'),
  'files one after another': all.map((one) => json({ Records: [one] })).join('\n'),
  'a JSON text sequence': all.map((one) => `\u001e${json(one)}\n`).join(''),
  'a byte order mark': `\uFEFF${json({ Records: all })}`,
  'UTF-16': Buffer.from(`\uFEFF${json({ Records: all })}`, 'utf16le'),
  'UTF-16 without a mark': Buffer.from(json({ Records: all }), 'utf16le'),
  gzip: gzipSync(json({ Records: all })),
  'gzip twice': gzipSync(gzipSync(lines)),
  'gzip members one after another': Buffer.concat(all.map((one) => gzipSync(`${json(one)}\n`))),
  'answers of LookupEvents': json({
    Events: all.map((one) => ({ EventId: '1', EventName: 'x', CloudTrailEvent: json(one) })),
  }),
  'a list of looked-up events': json(all.map((one) => ({ CloudTrailEvent: json(one) }))),
  'events of EventBridge': all
    .map((detail) => json({ version: '0', 'detail-type': 'AWS API Call via CloudTrail', detail }))
    .join('\n'),
  'a subscription of CloudWatch Logs': json({
    messageType: 'DATA_MESSAGE',
    logGroup: 'g',
    logEvents: all.map(message),
  }),
  'an answer of FilterLogEvents': json({ events: all.map(message), searchedLogStreams: [] }),
  'lines with a time before them': all
    .map((one) => `2026-03-01T10:00:00.000Z ${json(one)}`)
    .join('\n'),
  'lines of syslog': all.map((one) => `<134>Mar 1 10:00:00 host trail[7]: ${json(one)}`).join('\n'),
  'rows of Logs Insights': json({
    results: all.map((one) => [
      { field: '@timestamp', value: '2026' },
      { field: '@message', value: json(one) },
    ]),
  }),
  "Elastic's hits": json({
    took: 1,
    hits: { total: { value: 3 }, hits: all.map((_source) => ({ _index: 'i', _source })) },
  }),
  "Elastic's originals": all
    .map((one) => json({ _source: { '@timestamp': 'x', event: { original: json(one) } } }))
    .join('\n'),
  "Elastic's dotted originals": json(all.map((one) => ({ 'event.original': json(one) }))),
  "Elastic's bulk": all.map((one) => `${json({ index: { _id: '1' } })}\n${json(one)}`).join('\n'),
  "Splunk's export": all
    .map((one) => json({ preview: false, offset: 1, result: { _raw: json(one), host: 'h' } }))
    .join('\n'),
  "Splunk's raw": json(all.map((one) => ({ _raw: json(one) }))),
  "Splunk's collector": all.map((event) => json({ time: 1, event })).join('\n'),
  "Splunk's results": json({
    results: all.map((one) => ({ _raw: json(one), eventName: 'x', eventSource: 'y' })),
  }),
  'notices of SNS': json({
    Records: all.map((one) => ({
      EventSource: 'aws:sns',
      Sns: { Message: json({ Records: [one] }) },
    })),
  }),
  'messages of SQS': json({ Messages: all.map((one) => ({ Body: json({ Message: json(one) }) })) }),
};

test.for(Object.keys(WRAPPINGS))('records are found in %s', async (name) => {
  const content = WRAPPINGS[name] ?? '';

  expect(await read(content)).toEqual({
    ids: ['a', 'b', 'c'],
    said: name.startsWith('UTF-16') ? ['utf-16'] : [],
  });
  expect(await read(content, { sizes: [1, 7, 3], limits: SMALL })).toMatchObject({
    ids: ['a', 'b', 'c'],
  });
});

test("a document of Elastic's own schema without the original is a record again", async () => {
  const seen: unknown[] = [];
  const document = {
    '@timestamp': '2026-03-01T10:00:00.000Z',
    event: { provider: 'iam.amazonaws.com', action: 'CreateUser', id: 'e1' },
    cloud: { region: 'us-east-1', account: { id: '111122223333' } },
    source: { address: '192.0.2.7' },
    user: { name: 'dana' },
    aws: { cloudtrail: { user_identity: { type: 'IAMUser', arn: 'arn:aws:iam::1:user/dana' } } },
  };

  const sink = { record: (one: unknown) => void seen.push(one), problem: () => {} };
  await readWhole(Buffer.from(json({ hits: { hits: [{ _source: document }] } })), sink);

  expect(seen).toMatchObject([
    {
      eventSource: 'iam.amazonaws.com',
      eventName: 'CreateUser',
      eventTime: '2026-03-01T10:00:00.000Z',
      userIdentity: { type: 'IAMUser', userName: 'dana' },
    },
  ]);
});

const whole = json({ Records: all });
const packed = gzipSync(
  json({
    Records: Array.from({ length: 400 }, (_, at) =>
      record({ eventID: `r${at}`, requestID: String(Math.sin(at)) }),
    ),
  }),
);

test.for([
  ['nothing', '', [], []],
  ['spaces', ' \n \t', [], []],
  ['plain text', 'hello\nworld', [], ['text']],
  ['HTML', '<html><body>{}</body></html>', [], ['no record', 'text']],
  ['another JSON', '{"a": [1, 2]}', [], ['no record']],
  ['numbers', '[1, 2, "x", null]', [], ['not-cloudtrail']],
  [
    'a zip archive',
    Buffer.concat([Buffer.from('PK\u0003\u0004'), deflateRawSync('x')]),
    [],
    ['foreign'],
  ],
  ['a program', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0]), [], ['foreign']],
  ['binary', Buffer.from([7, 1, 0, 0, 255, 12]), [], ['foreign']],
  ['a cut list', whole.slice(0, -40), ['a', 'b'], ['truncated']],
  ['a list without its end', whole.slice(0, -2), ['a', 'b', 'c'], ['truncated']],
  ['a cut last line', lines.slice(0, -30), ['a', 'b'], ['truncated']],
  [
    'a cut first line',
    `${json(a).slice(0, 60)}\n${json(b)}\n${json(c)}`,
    ['b', 'c'],
    ['malformed'],
  ],
  [
    'a cut line between',
    `${json(a)}\n${json(b).slice(0, 333)}\n${json(c)}`,
    ['a', 'c'],
    ['malformed'],
  ],
  [
    'a line without its end',
    `${json(a)}\n${json(b).slice(0, -1)}\n${json(c)}`,
    ['a', 'c'],
    ['malformed'],
  ],
  [
    'a missing end in a list',
    `{"Records":[${json(a)},${json(b).slice(0, -1)},${json(c)}]}`,
    ['a', 'c'],
    ['malformed'],
  ],
  [
    'a wrong record in a list',
    `[${json(a)},{"eventVersion": tru },${json(c)}]`,
    ['a', 'c'],
    ['malformed'],
  ],
  ['a wrong bracket', `[${json(a)},{"x":[1}},${json(c)}]`, ['a', 'c'], ['malformed']],
  ['zeros behind', `${lines}\n\0\0\0`, ['a', 'b', 'c'], []],
  ['words between', `${json(a)}\n--- cut ---\n${json(b)}`, ['a', 'b'], ['text']],
  ['a script', `var events = ${json(all)};`, ['a', 'b', 'c'], ['text']],
  ['a text that is JSON', json(json({ Records: all })), [], ['text']],
  ['brackets only', '['.repeat(5000), [], ['malformed', 'truncated']],
  ['an endless name', `{"${'x'.repeat(9000)}`, [], ['truncated']],
  ['prototypes', '{"__proto__": {"eventName": "x", "eventSource": "y"}}', [], ['no record']],
] as const)(
  'of %s what can be read is read and the rest is said',
  async ([, content, ids, said]) => {
    const answer = await read(content);
    const piecemeal = await read(content, { sizes: [1], limits: SMALL });

    expect(answer.ids).toEqual(ids);
    expect(piecemeal.ids).toEqual(ids);
    for (const kind of said.filter((one) => one !== 'text')) expect(answer.said).toContain(kind);
    expect(answer.said.length > 0).toBe(said.length > 0);
  },
);

test('a compressed file that is cut off gives what could be unpacked', async () => {
  const { ids, said } = await read(packed.subarray(0, packed.length >>> 1));

  expect(ids.length).toBeGreaterThan(100);
  expect(ids).toEqual(Array.from({ length: ids.length }, (_, at) => `r${at}`));
  expect(said).toEqual(['broken', 'truncated']);
});

test('a record over the limit is passed over and said, wherever it stands', async () => {
  const huge = record({
    eventID: 'h',
    requestParameters: { text: 'x'.repeat(50_000), list: ['"{', { a: '}]' }] },
  });

  for (const content of [
    json({ Records: [a, huge, c] }),
    json([a, huge, c]),
    `${json(a)}\n${json(huge)}\n${json(c)}`,
  ])
    expect(await read(content, { limits: SMALL, sizes: [1000] })).toEqual({
      ids: ['a', 'c'],
      said: ['oversize'],
    });
});

test('a list of any length is read in little memory, inside of what wraps it', async () => {
  const many = Array.from({ length: 300 }, (_, at) => record({ eventID: `r${at}` }));
  const ids = many.map(({ eventID }) => eventID);

  for (const content of [
    json({ first: [{ a: 1 }], Records: many, last: { x: ']' } }),
    json({ took: 1, hits: { total: 300, hits: many.map((_source) => ({ _source })) } }),
    json([{ Records: many }]),
  ])
    expect((await read(content, { limits: SMALL })).ids).toEqual(ids);
});

const pieces = array(integer({ min: 1, max: 900 }), { minLength: 1, maxLength: 6 });

test('however bytes are cut into pieces, the same records are read and the same is said', async () => {
  const contents = Object.values(WRAPPINGS).map((content) => Buffer.from(content));
  await assert(
    asyncProperty(constantFrom(...contents), pieces, async (content, sizes) => {
      expect(await read(content, { sizes, limits: SMALL })).toEqual(
        await read(content, { limits: SMALL }),
      );
    }),
    { numRuns: 60 },
  );
});

test('whatever is damaged, reading ends, throws nothing, invents nothing and is the same in any pieces', async () => {
  const contents = Object.values(WRAPPINGS).map((content) => Buffer.from(content));
  const damage = recordOf({
    content: constantFrom(...contents),
    cut: double({ min: 0, max: 1, noNaN: true }),
    bytes: uint8Array({ maxLength: 12 }),
    removed: integer({ min: 0, max: 300 }),
    sizes: pieces,
  });
  await assert(
    asyncProperty(damage, async ({ content, cut, bytes, removed, sizes }) => {
      const at = Math.floor(content.length * cut);
      const hurt = Buffer.concat([content.subarray(0, at), bytes, content.subarray(at + removed)]);
      const answer = await read(hurt, { limits: SMALL });

      expect(await read(hurt, { sizes, limits: SMALL })).toEqual(answer);
      expect(answer.ids.length).toBeLessThanOrEqual(3);
    }),
    { numRuns: 150 },
  );
});
