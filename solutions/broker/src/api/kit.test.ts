import { createRoute, z } from '@hono/zod-openapi';
import { expect, test } from 'vitest';
import { BrokerError } from '../model/index.ts';
import { body, newApi } from './kit.ts';

test('a refusal of a body quotes a part of it only, however long its names are', async () => {
  const api = newApi();
  const route = createRoute({
    method: 'post',
    path: '/',
    request: { body: body(z.strictObject({})) },
    responses: { 200: { description: 'Done' } },
  });
  api.openapi(route, (c) => c.body(null, 200));
  api.onError((error, c) => c.json(error instanceof BrokerError ? error.details : {}, 422));

  const answer = await api.request('/', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ['k'.repeat(100_000)]: 1 }),
  });

  const text = await answer.text();
  expect(answer.status).toBe(422);
  expect(text).toContain('kkk');
  expect(text.length).toBeLessThan(1024);
});
