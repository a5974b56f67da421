import { type QueryPart } from '../sigv4/canonical.ts';
import { queryValue } from '../sigv4/parameters.ts';
import { isRegion } from '../sigv4/region.ts';
import type { Head } from './head.ts';
import type { ServiceEntry } from './wire-settings.ts';

/** Where a request is addressed. */
export interface Route {
  /** Several when services share a name (S3 and S3 Control): the one that has the operation is meant. */
  readonly candidates: readonly ServiceEntry[];
  /** The Region in the host name. */
  readonly region: string | undefined;
  /** How the caller calls the service; for the answer when we have none. */
  readonly calledAs: string | undefined;
}

export type Router = (head: Head, parts: readonly QueryPart[], body: Uint8Array) => Route;

const MAX_FORM_SCAN = 16_384;

/**
 * Finds the service: by `X-Amz-Target`, the path of rpcv2Cbor, the host name, the credential scope, or, when nothing is
 * signed, by an operation that only one service serves without a signature.
 */
export const createRouter = (services: readonly ServiceEntry[]): Router => {
  const byTarget = new Map<string, ServiceEntry>();
  const byName = new Map<string, ServiceEntry[]>();
  const byUnsigned = new Map<string, ServiceEntry[]>();
  for (const entry of services) {
    if (entry.targetPrefix !== undefined) byTarget.set(entry.targetPrefix, entry);
    for (const name of new Set(entry.names)) add(byName, name, entry);
    for (const operation of entry.unsignedOperations ?? []) add(byUnsigned, operation, entry);
  }

  return (head, parts, body) => {
    const host = readHost(head.headers['host'] ?? '', byName);
    const target = targetService(head);
    const targeted = target === undefined ? undefined : byTarget.get(target);
    if (targeted !== undefined)
      return { candidates: [targeted], region: host.region, calledAs: target };
    if (host.service !== undefined)
      return {
        candidates: byName.get(host.service) ?? [],
        region: host.region,
        calledAs: host.service,
      };
    const scoped = scopedService(head, parts);
    if (scoped !== undefined)
      return { candidates: byName.get(scoped) ?? [], region: undefined, calledAs: scoped };
    const action = queryValue(parts, 'Action') ?? formValue(body, 'Action');
    return {
      candidates: action === undefined ? [] : (byUnsigned.get(action) ?? []),
      region: undefined,
      calledAs: target,
    };
  };
};

const add = (index: Map<string, ServiceEntry[]>, name: string, entry: ServiceEntry): void => {
  const entries = index.get(name);
  if (entries === undefined) index.set(name, [entry]);
  else entries.push(entry);
};

const RPC_PATH = '/service/';

const targetService = ({ path, headers }: Head): string | undefined => {
  const target = headers['x-amz-target'];
  if (target !== undefined) return target.slice(0, Math.max(target.lastIndexOf('.'), 0));
  if (!path.startsWith(RPC_PATH) || headers['smithy-protocol'] === undefined) return undefined;
  const end = path.indexOf('/', RPC_PATH.length);
  return end < 0 ? undefined : path.slice(RPC_PATH.length, end);
};

interface HostMeaning {
  readonly service: string | undefined;
  readonly region: string | undefined;
}

const nowhere: HostMeaning = { service: undefined, region: undefined };

/**
 * `sts.eu-west-1.amazonaws.com`, `ecs.us-east-1.localhost:4566`, `iam.amazonaws.com`. Other names mean nothing: who runs
 * this at `events.example.com` does not mean EventBridge.
 */
const readHost = (host: string, byName: ReadonlyMap<string, unknown>): HostMeaning => {
  const colon = host.lastIndexOf(':');
  const name = (colon < 0 ? host : host.slice(0, colon)).toLowerCase();
  if (!name.includes('.') || name.startsWith('127.')) return nowhere;
  const labels = name.split('.', 12);
  // From the right: a bucket may be called `sts`, and its name comes before the service's.
  const at = labels.findLastIndex((label) => byName.has(label));
  const [service, next, ...rest] = labels.slice(Math.max(at, 0));
  if (at < 0 || service === undefined || next === undefined) return nowhere;
  if (isRegion(next)) return { service, region: next };
  const isPlain = rest.length === 0 ? next === 'localhost' : next === 'amazonaws';
  return isPlain ? { service, region: undefined } : nowhere;
};

const scopedService = ({ headers }: Head, parts: readonly QueryPart[]): string | undefined => {
  const authorization = headers['authorization'];
  const credential =
    authorization === undefined
      ? queryValue(parts, 'X-Amz-Credential')
      : afterText(authorization, 'Credential=');
  return credential?.split('/', 4)[3];
};

const afterText = (text: string, before: string): string | undefined => {
  const at = text.indexOf(before);
  return at < 0 ? undefined : text.slice(at + before.length);
};

/** A plain value near the start of a form body; names of operations and versions need no decoding. */
export const formValue = (body: Uint8Array, name: string): string | undefined => {
  const text = Buffer.from(body.buffer, body.byteOffset, Math.min(body.byteLength, MAX_FORM_SCAN));
  const form = `&${text.toString('latin1')}`;
  const value = afterText(form, `&${name}=`);
  if (value === undefined) return undefined;
  const end = value.indexOf('&');
  return end < 0 ? value : value.slice(0, end);
};
