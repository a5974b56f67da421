import { type Outbound, systemOutbound } from '@gatehouse/core';
import { RotationFailure } from '../frame/errors.ts';
import {
  type Fields,
  fieldsOf,
  memberOf,
  optionalFields,
  optionalText,
  requiredText,
} from '../frame/json-secret.ts';
import type { Rotation, RotationSteps } from '../frame/model.ts';
import { addressOf, type Call, callOf, send } from './call.ts';
import { textAt } from './json-path.ts';
import type { Values } from './placeholders.ts';

/** A credential, and in `rotation` how the API that it is for makes, checks and ends one. */
export interface TokenSecret {
  readonly fields: Fields;
  readonly create: Call;
  readonly verify: Call;
  readonly revoke: Call | undefined;
  readonly master: string | undefined;
}

/** Of a token that is gone already. */
const GONE = [404, 410];

const read = (text: string, whose: string): TokenSecret => {
  const fields = fieldsOf(text, whose);
  const rotation = optionalFields(fields, 'rotation', whose);
  if (rotation === undefined) throw new RotationFailure(`"rotation" is missing from ${whose}`);
  const part = (name: string, ...also: readonly number[]): Call | undefined => {
    const found = optionalFields(rotation, name, `"rotation" of ${whose}`);
    return found === undefined ? undefined : callOf(found, `"rotation.${name}" of ${whose}`, also);
  };
  const [create, verify] = [part('create'), part('verify')];
  if (create === undefined || verify === undefined)
    throw new RotationFailure(`"create" and "verify" are needed in "rotation" of ${whose}`);
  if (Object.keys(create.answer).length === 0)
    throw new RotationFailure(`"answer" is needed in "rotation.create" of ${whose}`);
  return {
    fields,
    create,
    verify,
    revoke: part('revoke', ...GONE),
    master: optionalText(fields, 'masterarn', whose),
  };
};

const plainOf = (fields: Fields, name: string): string | undefined => {
  const value = memberOf(fields, name);
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? String(value) : undefined;
};

interface Master {
  readonly fields: Fields;
  readonly host: string;
}

const masterOf = async (
  { tools }: Rotation<TokenSecret>,
  arn: string | undefined,
): Promise<Master | undefined> => {
  if (arn === undefined) return undefined;
  const { SecretString: text } = await tools.secrets.getSecretValue({ SecretId: arn });
  const whose = `the secret ${arn}`;
  if (text === undefined) throw new RotationFailure(`${arn} is not a text`);
  const fields = fieldsOf(text, whose);
  return { fields, host: requiredText(fields, 'host', whose) };
};

/** Does one call for a version of the secret. */
const callFor = async (
  outbound: Outbound,
  rotation: Rotation<TokenSecret>,
  { fields, master: arn }: TokenSecret,
  call: Call,
): Promise<string> => {
  const master = await masterOf(rotation, arn);
  const values: Values = (name) => {
    if (name === 'version') return rotation.token;
    if (!name.startsWith('master.')) return plainOf(fields, name);
    return master === undefined ? undefined : plainOf(master.fields, name.slice('master.'.length));
  };
  // Whoever may write this secret could else have the master's token sent to a host of their own.
  const { host } = addressOf(call, values);
  if (master !== undefined && master.host !== host)
    throw new RotationFailure(`${host} is not the "host" of the master secret`);
  return send(outbound, call, values);
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw new RotationFailure('The answer of "rotation.create" is not JSON');
  }
};

/** The token that was current before the current one; no application that follows its secret has it any more. */
const revokePrevious = async (
  outbound: Outbound,
  rotation: Rotation<TokenSecret>,
): Promise<void> => {
  const { current } = rotation;
  const previous = await rotation.previous();
  if (previous?.revoke === undefined) return;
  const names = Object.keys(current.create.answer);
  const before = names.map((name) => plainOf(previous.fields, name));
  // The first version of a secret may have described the API and held no token.
  if (before.includes(undefined)) return;
  if (names.every((name, at) => plainOf(current.fields, name) === before[at])) return;
  // What is said of the previous version may be older than the API: how it is revoked is taken from the current one.
  const call = current.revoke ?? previous.revoke;
  await callFor(outbound, rotation, { ...previous, master: current.master }, call);
};

/** A token of any API over HTTP. The one before stays valid until the next rotation, when it is revoked. */
export const httpTokenSteps = (
  outbound: Outbound = systemOutbound,
): RotationSteps<TokenSecret> => ({
  read,
  create: async (rotation) => {
    const { current } = rotation;
    await revokePrevious(outbound, rotation);
    const answer = parsed(await callFor(outbound, rotation, current, current.create));
    return {
      ...current.fields,
      ...Object.fromEntries(
        Object.entries(current.create.answer).map(([name, path]) => [name, textAt(answer, path)]),
      ),
    };
  },
  // A token is valid from the moment that it is made.
  set: async () => {},
  test: async (rotation) => {
    await callFor(outbound, rotation, rotation.pending, rotation.pending.verify);
  },
});
