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
  /** What the host name puts before the path, `/bucket`; empty for most. */
  readonly hostPath: string;
}

export type Router = (head: Head, parts: readonly QueryPart[], body: Uint8Array) => Route;

const MAX_FORM_SCAN = 16_384;
// A bucket's name of 63 characters has 32 labels at most.
const MAX_LABELS = 40;

/**
 * Finds the service: by `X-Amz-Target`, the path of rpcv2Cbor, the host name, the credential scope, or, when nothing is
 * signed, by an operation that only one service serves without a signature.
 */
export const createRouter = (services: readonly ServiceEntry[]): Router => {
  const byTarget = new Map<string, ServiceEntry>();
  const byName = new Map<string, ServiceEntry[]>();
  const byUnsigned = new Map<string, ServiceEntry[]>();
  const strangers = services.filter(({ servesStrangers }) => servesStrangers === true);
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
      return { candidates: [targeted], region: host.region, calledAs: target, hostPath: '' };
    if (host.service !== undefined) {
      const candidates = byName.get(host.service) ?? [];
      const hostPath = hostPathOf(candidates, host.before);
      return { candidates, region: host.region, calledAs: host.service, hostPath };
    }
    const scoped = scopedService(head, parts);
    if (scoped !== undefined) {
      const candidates = byName.get(scoped) ?? [];
      const hostPath = hostPathOf(candidates, bucketOfLocalhost(head.headers['host']));
      return { candidates, region: undefined, calledAs: scoped, hostPath };
    }
    const action = queryValue(parts, 'Action') ?? formValue(body, 'Action');
    const candidates =
      action === undefined ? strangersAt(strangers, head) : (byUnsigned.get(action) ?? []);
    return { candidates, region: undefined, calledAs: target, hostPath: '' };
  };
};

const hostPathOf = (candidates: readonly ServiceEntry[], before: string): string =>
  before !== '' && candidates.some(({ virtualHosts }) => virtualHosts === true)
    ? `/${encodeURIComponent(before)}`
    : '';

/** SDKs put the bucket before any host name that they are given: `bucket.localhost:4566`. */
const bucketOfLocalhost = (host = ''): string => {
  const name = withoutPort(host).toLowerCase();
  return name.endsWith('.localhost') ? name.slice(0, -'.localhost'.length) : '';
};

/** Somebody without a signature who asks for something below a path. */
const strangersAt = (
  strangers: readonly ServiceEntry[],
  { path, headers }: Head,
): readonly ServiceEntry[] =>
  path === '/' || headers['x-amz-target'] !== undefined ? [] : strangers;

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
  /** What precedes the service's name. */
  readonly before: string;
}

const nowhere: HostMeaning = { service: undefined, region: undefined, before: '' };

const withoutPort = (host: string): string => {
  const colon = host.lastIndexOf(':');
  return colon < 0 ? host : host.slice(0, colon);
};

/**
 * `sts.eu-west-1.amazonaws.com`, `ecs.us-east-1.localhost:4566`, `iam.amazonaws.com`. Other names mean nothing: who runs
 * this at `events.example.com` does not mean EventBridge.
 */
const readHost = (host: string, byName: ReadonlyMap<string, unknown>): HostMeaning => {
  const name = withoutPort(host).toLowerCase();
  if (!name.includes('.') || name.startsWith('127.')) return nowhere;
  const labels = name.split('.', MAX_LABELS);
  // From the right: a bucket may be called `sts`, and its name comes before the service's.
  const at = labels.findLastIndex((label) => byName.has(label));
  const [service, next, ...rest] = labels.slice(Math.max(at, 0));
  if (at < 0 || service === undefined || next === undefined) return nowhere;
  const before = labels.slice(0, at).join('.');
  if (isRegion(next)) return { service, region: next, before };
  const isPlain = rest.length === 0 ? next === 'localhost' : next === 'amazonaws';
  return isPlain ? { service, region: undefined, before } : nowhere;
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
