import { silentLog, systemClock } from '@gatehouse/core';
import { migrate, openPostgres } from '@gatehouse/store';
import { testPostgres } from '@gatehouse/testkit';
import { expect, onTestFinished, test } from 'vitest';
import type { Membership } from '../model/index.ts';
import { personId } from './person-id.ts';
import { createPersons, identityMigrations } from './persons.ts';

const postgres = await testPostgres();
const NOBODY_BEFORE = 60;

const newcomer = (subject: string): Membership => ({
  person: {
    id: personId('https://issuer.example', subject),
    issuer: 'https://issuer.example',
    subject,
    name: subject,
    email: undefined,
  },
  groups: new Set(['engineers', 'approvers']),
  attributes: new Map(),
  active: true,
});

test.skipIf(postgres === undefined)(
  'two nodes that meet somebody for the first time at once both go on',
  async () => {
    const url = (await postgres?.database()) ?? '';
    const stores = await Promise.all(
      [1, 2].map(() => openPostgres({ url, clock: systemClock, log: silentLog })),
    );
    for (const store of stores) onTestFinished(() => store.close());
    const [first] = stores;
    if (first !== undefined) await migrate(first, identityMigrations);
    const nodes = stores.map((store) => createPersons(store));
    const now = systemClock.now();

    const met = [];
    for (let count = 0; count < NOBODY_BEFORE; count += 1) {
      const membership = newcomer(`s-${count}`);
      const calls = nodes.flatMap((node) => [1, 2, 3].map(() => node.remember(membership, now)));
      met.push(...(await Promise.allSettled(calls)));
    }

    expect(met.filter(({ status }) => status === 'rejected')).toEqual([]);
  },
);
