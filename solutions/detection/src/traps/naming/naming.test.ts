import { expect, test } from 'vitest';
import { chanceFrom } from '../chance.ts';
import { decoyItems, decoyObjects, decoySecret } from '../contents/contents.ts';
import { type KeptKind, TRAP_KINDS } from '../model.ts';
import { believableName, NAME_FORM } from './names.ts';
import { learnStyle } from './style.ts';

const KINDS: readonly KeptKind[] = [...TRAP_KINDS, 'trail'];
const NO_SAMPLE = learnStyle([]);
const TELLING = /honey|canary|trap|decoy|bait|lure|fake|dummy|tripwire|gatehouse|thinkst|test/i;

const name = (kind: KeptKind, seed: string, style = NO_SAMPLE): string =>
  believableName(kind, { style, region: 'eu-central-1', chance: chanceFrom(seed, 'name') });

const corpus = (installation: string, kind: KeptKind): readonly string[] =>
  Array.from({ length: 250 }, (_, index) => name(kind, `${installation}-${index}`));

test.for(KINDS)('names of a %s are valid, tell nothing, and follow from the seed', (kind) => {
  const names = corpus('a', kind);

  expect(names.filter((one) => !NAME_FORM[kind].test(one))).toStrictEqual([]);
  expect(names.filter((one) => TELLING.test(one))).toStrictEqual([]);
  expect(corpus('a', kind)).toStrictEqual(names);
});

test.for(TRAP_KINDS)('no word is in most names of a %s, and installations differ', (kind) => {
  const [one, other] = [corpus('a', kind), corpus('b', kind)];
  const words = one.flatMap((text) => [...new Set(text.toLowerCase().split(/[^a-z]+/))]);
  const counts = Map.groupBy(
    words.filter((word) => word.length > 2),
    (word) => word,
  );
  const most = Math.max(...[...counts.values()].map(({ length }) => length));
  const shared = one.slice(0, 20).filter((text) => other.slice(0, 20).includes(text));

  expect(new Set(one).size).toBeGreaterThan(50);
  expect(most / one.length).toBeLessThan(0.75);
  expect(shared.length).toBeLessThan(4);
});

test.for([
  [['acme-billing-prd-api', 'acme-orders-prd-api', 'acme-web-prd'], /^acme-.*[a-z]/],
  [['svc_billing', 'svc_orders', 'svc_web', 'svc_hr'], /^svc_[a-z]+(_[a-z\d]+)+$/],
  [['BillingDeploy', 'OrdersDeploy', 'WebRead'], /^[A-Z][A-Za-z\d]+$/],
  [['GatehouseA', 'GatehouseB', 'GatehouseC', 'gatehouse-d'], /^(?!gatehouse)[a-z-\d]+$/],
  [['AWSReservedSSO_Admin_1', 'AWSReservedSSO_Read_2', 'AWSReservedSSO_Ops_3'], /^[a-z-\d]+$/],
] as const)('the style of %j is followed', ([sample, form]) => {
  const style = learnStyle(sample);

  const names = Array.from({ length: 30 }, (_, index) => name('role', `s${index}`, style));

  expect(names.filter((one) => !form.test(one))).toStrictEqual([]);
});

test('contents are plausible, follow from the seed, and have nobody’s address in them', () => {
  const at = new Date('2026-11-25T00:00:00Z');
  const objects = decoyObjects('5eed', at);
  const csv = objects.find(({ type }) => type === 'text/csv')?.body.toString() ?? '';

  expect(decoyObjects('5eed', at)).toStrictEqual(objects);
  expect(objects.map(({ key }) => key).join()).not.toMatch(TELLING);
  expect(
    csv
      .split('\n')
      .slice(1)
      .every((line) => line.includes('.internal,+99 ')),
  ).toBe(true);
  expect(decoyItems('5eed').length).toBeGreaterThan(20);
  expect(JSON.parse(decoySecret('5eed'))).toMatchObject({ engine: 'postgres', port: 5432 });
  expect(decoySecret('5eed')).not.toBe(decoySecret('5eee'));
});
