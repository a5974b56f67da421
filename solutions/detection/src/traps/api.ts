import { isObject, own } from '../events/json.ts';
import type { JsonObject } from '../model.ts';
import { TrapRefusal } from './failures.ts';
import { TRAP_KINDS, type TrapChoice, type TrapKind } from './model.ts';
import type { Traps } from './traps.ts';

/** A request to `POST /api/detection/traps` or a path below it, after its body was parsed as JSON. */
export interface TrapRequest {
  /** What follows `/api/detection/`: one of `TRAP_ROUTES`. */
  readonly route: string;
  /** Whether the sender administers the product: nobody else may learn that there are traps. */
  readonly administrator: boolean;
  readonly body: unknown;
}

export interface TrapAnswer {
  readonly status: 200 | 400 | 404 | 409;
  readonly body: JsonObject;
}

type Operation = (traps: Traps, body: JsonObject) => Promise<JsonObject>;

const ID = /^[a-f\d]{24}$/;
const ACCOUNT = /^\d{12}$/;
const REGION = /^[a-z]{2}(-[a-z]+){1,2}-\d$/;
const TOKEN = /^[a-f\d]{32}$/;

const invalid = (message: string): TrapRefusal => new TrapRefusal('invalid', message);

const textIn = (body: JsonObject, name: string, form: RegExp, what: string): string => {
  const value = own(body, name);
  if (typeof value !== 'string' || !form.test(value)) throw invalid(`${name}: expected ${what}`);
  return value;
};

const optionalText = (body: JsonObject, name: string): string | undefined => {
  const value = own(body, name);
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw invalid(`${name}: expected a text`);
  return value;
};

const flagIn = (body: JsonObject, name: string, otherwise: boolean): boolean => {
  const value = own(body, name);
  if (value === undefined || value === null) return otherwise;
  if (typeof value !== 'boolean') throw invalid(`${name}: expected true or false`);
  return value;
};

const idIn = (body: JsonObject): string => textIn(body, 'id', ID, 'the id of a trap');

const kindIn = (body: JsonObject): TrapKind => {
  const value = own(body, 'kind');
  const kind = TRAP_KINDS.find((one) => one === value);
  if (kind === undefined) throw invalid(`kind: expected one of ${TRAP_KINDS.join(', ')}`);
  return kind;
};

const DEFAULT_ROTATE_DAYS = 90;

const daysIn = (body: JsonObject): number | undefined => {
  const value = own(body, 'rotateDays');
  if (value === undefined) return DEFAULT_ROTATE_DAYS;
  if (value === null) return undefined;
  if (typeof value !== 'number') throw invalid('rotateDays: expected a number of days or null');
  return value;
};

const placeIn = (body: JsonObject): TrapChoice['place'] => {
  const place = own(body, 'place');
  if (!isObject(place)) throw invalid('place: expected {"account", "region"}');
  return {
    account: textIn(place, 'account', ACCOUNT, 'an account id'),
    region: textIn(place, 'region', REGION, 'a Region'),
  };
};

const choiceIn = (body: JsonObject): TrapChoice => ({
  kind: kindIn(body),
  place: placeIn(body),
  rotateDays: daysIn(body),
  console: flagIn(body, 'console', false),
  assumable: flagIn(body, 'assumable', true),
  name: optionalText(body, 'name'),
  note: optionalText(body, 'note') ?? '',
});

const OPERATIONS: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ['traps', async (traps) => ({ traps: await traps.list(), accounts: traps.accounts })],
  ['traps/show', async (traps, body) => ({ trap: await traps.show(idIn(body)) })],
  ['traps/create', async (traps, body) => ({ ...(await traps.create(choiceIn(body))) })],
  ['traps/rotate', async (traps, body) => ({ ...(await traps.rotate(idIn(body))) })],
  ['traps/remove', async (traps, body) => ({ trap: await traps.remove(idIn(body)) })],
  ['traps/verify', async (traps, body) => ({ trap: await traps.verify(idIn(body)) })],
  ['traps/reveal', async (traps, body) => ({ secret: await traps.reveal(idIn(body)) })],
  ['traps/drill', async (traps, body) => ({ drill: await traps.announceDrill(idIn(body)) })],
  [
    'traps/drill-state',
    async (traps, body) => {
      const token = textIn(body, 'token', TOKEN, 'the token of a drill');
      return { seenAt: (await traps.drillSeenAt(token))?.toISOString() };
    },
  ],
]);

/** Each answers POST; all bodies are objects. */
export const TRAP_ROUTES: readonly string[] = [...OPERATIONS.keys()];

const CODES = { 'not-found': 'NotFound', invalid: 'InvalidRequest', conflict: 'Conflict' } as const;
const STATUS = { 'not-found': 404, invalid: 400, conflict: 409 } as const;

const refusal = (status: TrapAnswer['status'], code: string, message: string): TrapAnswer => ({
  status,
  body: { error: { code, message } },
});

// In the words of the console for a path that it does not know.
const NOTHING = refusal(404, 'NotFound', 'There is nothing here.');

/** Answers; to who is no administrator as if there were no such thing. Throws only for what is no fault of the sender's. */
export const answerTraps = async (
  traps: Traps,
  { route, administrator, body }: TrapRequest,
): Promise<TrapAnswer> => {
  const operation = OPERATIONS.get(route);
  if (!administrator || operation === undefined) return NOTHING;
  try {
    if (!isObject(body)) throw invalid('expected a JSON object');
    return { status: 200, body: await operation(traps, body) };
  } catch (error) {
    if (!(error instanceof TrapRefusal)) throw error;
    return refusal(STATUS[error.code], CODES[error.code], error.message);
  }
};
