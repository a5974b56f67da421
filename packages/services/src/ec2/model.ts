import type { ImageKinds } from './images/model.ts';
import type { InstanceKinds } from './instances/model.ts';
import type { NetworkKinds } from './networking/model.ts';
import type { GroupKinds } from './security-groups/model.ts';
import type { StorageKinds } from './storage/model.ts';

export interface Scope {
  readonly account: string;
  readonly region: string;
}

/** Each kind of resource with what is kept of it beside what every resource has. Times are milliseconds since 1970. */
export interface Kinds extends GroupKinds, ImageKinds, InstanceKinds, NetworkKinds, StorageKinds {}

export type Kind = keyof Kinds;

export interface Resource<K extends Kind> extends Scope {
  readonly kind: K;
  readonly id: string;
  /** The VPC that it is in, so that a VPC knows what depends on it. */
  readonly vpc?: string | undefined;
  /** No other resource of the kind, account and Region has it: the name of a key pair, an address. */
  readonly unique?: string | undefined;
  readonly createdAt: Date;
  readonly details: Kinds[K];
}

export const withDetails = <K extends Kind>(
  resource: Resource<K>,
  changes: Partial<Kinds[K]>,
): Resource<K> => ({ ...resource, details: { ...resource.details, ...changes } });
