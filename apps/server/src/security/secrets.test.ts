import { silentLog, systemIds } from '@gatehouse/core';
import {
  type AuditEntry,
  createDispatcher,
  type OperationDefinition,
  type Service,
} from '@gatehouse/service-kit';
import { memoryStore } from '@gatehouse/store';
import { manualClock } from '@gatehouse/testkit';
import type { Member, OperationModel, Schema } from '@gatehouse/wire';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { serviceEntries } from '../service-entries.ts';
import { cloudFixture } from './cloud.fixture.ts';

const SECRET = 'this-must-not-be-recorded';
/** Deep enough for every member that the models mark; the models' own shapes may hold themselves. */
const DEEPEST = 8;

/** An app client's id is in every address of a sign-in page (Cognito Developer Guide, "Example Amazon Cognito events"). */
const SHOWN_MEMBERS: ReadonlySet<string> = new Set(['ClientId']);

/** A value of the shape in which each text or blob that the model marks as sensitive is the secret. */
const valueWith = (schema: Schema, sensitive: boolean, depth: number): unknown => {
  if (depth > DEEPEST) return undefined;
  const of = ({ name, schema: inner, traits }: Member): unknown =>
    valueWith(
      inner,
      sensitive || (traits.sensitive === true && !SHOWN_MEMBERS.has(name)),
      depth + 1,
    );
  switch (schema.kind) {
    case 'structure':
    case 'union':
      return Object.fromEntries(schema.members.map((member) => [member.name, of(member)]));
    case 'list':
      return [of(schema.item)];
    case 'map':
      return { key: of(schema.value) };
    case 'string':
      return sensitive ? SECRET : 'plain';
    case 'blob':
      return Buffer.from(sensitive ? SECRET : 'plain');
    default:
      return undefined;
  }
};

interface Case {
  readonly service: Service;
  readonly name: string;
  readonly definition: OperationDefinition;
  readonly model: OperationModel;
}

const cases: Case[] = [];

beforeAll(async () => {
  const { cloud, stop } = await cloudFixture();
  for (const entry of serviceEntries(cloud.services)) {
    const { operations } = await entry.load();
    const service = cloud.services.find(({ id }) => id === entry.id);
    for (const [name, definition] of Object.entries(service?.operations ?? {})) {
      const model = operations.get(name);
      if (service !== undefined && model !== undefined)
        cases.push({ service, name, definition, model });
    }
  }
  await stop();
});

/** What is recorded of a call that takes `input` and answers `output`, with the operation's own facts. */
const recorded = async (
  { service, name, definition }: Case,
  input: unknown,
  output: unknown,
): Promise<string> => {
  const store = await memoryStore();
  onTestFinished(() => store.close());
  const entries: AuditEntry[] = [];
  const note = (more: readonly AuditEntry[]): void => void entries.push(...more);
  const { receive: _, ...own } = definition;
  const answering: OperationDefinition = {
    ...own,
    validate: () => {},
    run: async (_input, call) => {
      call.allowEverybody('only its record matters');
      return output;
    },
  };
  const allowed = { allowed: true, by: [] } as const;
  const dispatcher = createDispatcher({
    services: [{ ...service, operations: { [name]: answering } }],
    store,
    authorizer: { admit: () => {}, decide: async () => allowed, require: async () => {} },
    audit: {
      append: async (_tx, more) => note(more),
      later: note,
      requireRoom: () => {},
      flush: async () => {},
    },
    clock: manualClock(),
    ids: systemIds,
    log: silentLog,
  });
  await dispatcher.dispatch({
    service: service.id,
    operation: name,
    input,
    principal: { kind: 'root', account: '111122223333' },
    region: 'us-east-1',
    requestId: 'one',
    sourceIp: '127.0.0.1',
    userAgent: 'test',
    secureTransport: false,
  });
  return JSON.stringify(entries);
};

/** Names and addresses in handshakes, which AWS shows (Organizations User Guide, "Logging API calls with CloudTrail"). */
const SHOWN: ReadonlySet<string> = new Set([
  'organizations:AcceptHandshake',
  'organizations:CancelHandshake',
  'organizations:CreateOrganization',
  'organizations:DeclineHandshake',
  'organizations:EnableAllFeatures',
  'organizations:InviteAccountToOrganization',
]);

test('no member that a model marks as sensitive is recorded', async () => {
  const leaks: string[] = [];
  for (const one of cases) {
    const input = valueWith(one.model.input, false, 0);
    const output = valueWith(one.model.output, false, 0);
    const text = await recorded(one, input, output);
    const shown = text.includes(SECRET) || text.includes(Buffer.from(SECRET).toString('base64'));
    const name = `${one.service.id}:${one.name}`;
    if (shown && !SHOWN.has(name)) leaks.push(name);
  }

  expect(cases.length).toBeGreaterThan(250);
  expect(leaks).toEqual([]);
});
