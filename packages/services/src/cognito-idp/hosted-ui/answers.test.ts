import { expect, test } from 'vitest';
import { empty, errorPage, json, redirect } from './answers.ts';

test.for([
  ['a page', errorPage('No')],
  ['a document', json({})],
  ['a redirect', redirect('/login')],
  ['nothing', empty()],
] as const)(
  '%s loads nothing from elsewhere, is framed by nobody and kept nowhere',
  ([, answer]) => {
    const { headers } = answer;

    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  },
);
