import { afterAll, expect, test } from 'vitest';
import { brokerCloud, type Leaf, wish } from './broker.fixture.ts';

const story = await brokerCloud();
afterAll(() => story.stop());

const refusals = async (): Promise<readonly Leaf[]> => story.leaves({ type: 'refused' });

test.for([
  ['the audit log', '/v1/audit/log'],
  ['exports', '/v1/audit/export'],
  ['the access policy', '/v1/policy'],
  ['old access policies', '/v1/policy/versions/1'],
  ['findings', '/v1/findings'],
] as const)('who may not read %s and tries is in the log', async ([, path]) => {
  const before = (await refusals()).length;

  const answer = await story.api('alice').get(path);

  expect(answer.status).toBe(403);
  const [leaf, ...more] = (await refusals()).slice(before);
  expect(leaf?.data).toMatchObject({ operation: `GET ${path}`, code: 'forbidden' });
  expect(more).toEqual([]);
});

test('input that is refused before the operation is in the log', async () => {
  const before = (await refusals()).length;
  const { id } = await story.ask('alice');

  await story.api('alice').post('/v1/requests', wish({ durationSeconds: '60abc' }));
  await story.api('bob').post(`/v1/requests/${id}/approve`, { startsAt: '2000-01-01' });

  const leaves = (await refusals()).slice(before);
  expect(leaves.map(({ data, requestId }) => [data['operation'], data['code'], requestId])).toEqual(
    [
      ['POST /v1/requests', 'invalid', undefined],
      [`POST /v1/requests/${id}/approve`, 'invalid', id],
    ],
  );
});

test('what an operation refuses is in the log once', async () => {
  const { id } = await story.ask('alice');

  await story.api('alice').post(`/v1/requests/${id}/approve`);

  const leaves = await story.leaves({ type: 'refused', requestId: id });
  expect(leaves.map(({ data }) => data['operation'])).toEqual(['approve']);
});

test('where others sit is told to auditors alone', async () => {
  const { id } = await story.granted();
  const placesFor = async (person: string): Promise<readonly string[]> => {
    const { text } = await story.api(person).get(`/v1/requests/${id}/timeline`);
    const { entries } = JSON.parse(text) as { entries: Leaf[] };
    return entries.filter(({ data }) => 'sourceIp' in data).map(({ type }) => type);
  };

  expect(await placesFor('alice')).toEqual(['request.created']);
  expect(await placesFor('bob')).toEqual(['request.approved']);
  expect(await placesFor('erin')).toEqual(['request.created', 'request.approved']);
});
