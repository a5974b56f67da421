import { Failure } from '../../errors.ts';
import { isRecord, own } from '../../json.ts';
import type { SignInConfiguration } from '../broker-types.ts';
import { isProtected, jsonOf, reach } from '../http.ts';
import { refusalIn, sentenceOf } from '../refusal.ts';

/** What is needed to sign a person in, as the broker says. */
export type Configuration = Readonly<SignInConfiguration>;

type Members = Readonly<Record<string, unknown>>;

const text = (members: Members, name: string): string => {
  const value = own(members, name);
  if (typeof value !== 'string' || value === '') throw new Failure(`its "${name}" is missing`);
  return value;
};

const endpoint = (members: Members, name: string): string => {
  const url = text(members, name);
  if (!isProtected(url))
    throw new Failure(`its "${name}" is neither https nor on this machine: ${url}`);
  return url;
};

const optional = (members: Members, name: string): string | undefined =>
  own(members, name) === undefined ? undefined : endpoint(members, name);

const list = (members: Members, name: string): readonly unknown[] => {
  const value = own(members, name);
  return Array.isArray(value) ? value : [];
};

const HIGHEST_PORT = 65_535;

const isPort = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value > 0 && value <= HIGHEST_PORT;

const configurationIn = (members: Members): Configuration => {
  const device = optional(members, 'deviceAuthorizationEndpoint');
  const endSession = optional(members, 'endSessionEndpoint');
  return {
    issuer: endpoint(members, 'issuer'),
    clientId: text(members, 'clientId'),
    scopes: list(members, 'scopes').filter((scope) => typeof scope === 'string'),
    authorizationEndpoint: endpoint(members, 'authorizationEndpoint'),
    tokenEndpoint: endpoint(members, 'tokenEndpoint'),
    loopbackPorts: list(members, 'loopbackPorts').filter(isPort),
    loopbackHost: own(members, 'loopbackHost') === 'localhost' ? 'localhost' : '127.0.0.1',
    ...(device === undefined ? {} : { deviceAuthorizationEndpoint: device }),
    ...(endSession === undefined ? {} : { endSessionEndpoint: endSession }),
  };
};

/** Asks the broker how people sign in. @throws Failure */
export const readConfiguration = async (broker: string): Promise<Configuration> => {
  const response = await reach(`${broker}/broker/v1/sign-in`);
  const answer = await jsonOf(response);
  const refusal = refusalIn(answer);
  if (refusal !== undefined) throw new Failure(`${broker}: ${sentenceOf(refusal)}`);
  if (response.status !== 200 || !isRecord(answer))
    throw new Failure(`there is no broker at ${broker}: it answered ${response.status}`);
  try {
    return configurationIn(answer);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    throw new Failure(`the sign-in configuration of ${broker} is unusable: ${error.message}`, {
      cause: error,
    });
  }
};

/** Where tokens are revoked (RFC 8414 §2); undefined where the issuer does not say. */
export const revocationEndpointOf = async (issuer: string): Promise<string | undefined> => {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  try {
    const answer = await jsonOf(await reach(url));
    const found = isRecord(answer) ? own(answer, 'revocation_endpoint') : undefined;
    return typeof found === 'string' && isProtected(found) ? found : undefined;
  } catch (error) {
    // A sign-in needs no revocation endpoint; a sign-out asks again.
    if (error instanceof Failure) return undefined;
    throw error;
  }
};
