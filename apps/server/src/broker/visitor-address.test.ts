import { expect, test } from 'vitest';
import { visitorAddress } from './visitor-address.ts';

const BALANCER = '10.80.0.5';

const asked = (proxies: number, forwarded?: string | readonly string[], from = BALANCER) =>
  visitorAddress(proxies)({
    socket: { remoteAddress: from },
    headers: { 'x-forwarded-for': forwarded },
  });

test('without a proxy of ours, what a visitor says of itself counts for nothing', () => {
  expect(asked(0, '192.0.2.1', '203.0.113.9')).toBe('203.0.113.9');
  expect(asked(0, undefined, '::ffff:203.0.113.9')).toBe('203.0.113.9');
});

test.for([
  [1, '203.0.113.9', '203.0.113.9'],
  // The visitor sent the first ones itself.
  [1, '192.0.2.1, 203.0.113.9', '203.0.113.9'],
  [1, ['192.0.2.1', '203.0.113.9'], '203.0.113.9'],
  [2, '192.0.2.1, 203.0.113.9, 10.0.0.1', '203.0.113.9'],
  [1, '2001:db8::1', '2001:db8::1'],
  [1, undefined, BALANCER],
  [1, 'unknown', BALANCER],
  [1, '192.0.2.1, <script>', BALANCER],
  [2, '203.0.113.9', BALANCER],
] as const)('behind %i of ours, %j is %s', ([proxies, forwarded, expected]) => {
  expect(asked(proxies, forwarded)).toBe(expected);
});
