import {
  type Apis,
  attempt,
  type Grant,
  type KeyFacts,
  readGrants,
  readIam,
  readKey,
  type Unread,
} from '@gatehouse/access';
import type { AuditFacts } from './audit/finding.ts';
import type { History } from './model.ts';
import { readHistory } from './reading/events.ts';
import { readGone, type ResourceApis } from './reading/resources.ts';

export interface GatherSettings {
  readonly now: Date;
  /** How far back CloudTrail is read, 1 to 90. */
  readonly days: number;
  readonly mostEvents: number;
  /** Hears what is being read. */
  readonly onProgress?: ((text: string) => void) | undefined;
}

const silent = (): void => {};

const grantsOf = (
  apis: Apis,
  key: KeyFacts,
  onProgress: (text: string) => void,
): Promise<readonly Grant[]> =>
  readGrants(apis, key.arn, (count) => onProgress(`${count} grants read`));

const historyOf = (
  apis: Apis,
  key: KeyFacts,
  { now, days, mostEvents, onProgress = silent }: GatherSettings,
): Promise<History> =>
  readHistory(apis, key.arn, {
    now,
    days,
    most: mostEvents,
    onProgress: (count) => onProgress(`${count} events read`),
  });

/** A key and what CloudTrail says of it. @throws what KMS and CloudTrail answer */
export const gatherUsage = async (
  apis: Apis,
  keyId: string,
  settings: GatherSettings,
): Promise<{
  readonly key: KeyFacts;
  readonly history: History;
  readonly unread: readonly Unread[];
}> => {
  const unread: Unread[] = [];
  const key = await readKey(apis, keyId, unread);
  return { key, history: await historyOf(apis, key, settings), unread };
};

/** A key, its grants and, where it can be read, its history. @throws what KMS answers */
export const gatherGrants = async (
  apis: Apis,
  keyId: string,
  settings: GatherSettings,
): Promise<{
  readonly key: KeyFacts;
  readonly grants: readonly Grant[];
  readonly history: History | undefined;
  readonly unread: readonly Unread[];
}> => {
  const { onProgress = silent } = settings;
  const unread: Unread[] = [];
  const key = await readKey(apis, keyId, unread);
  const grants = await grantsOf(apis, key, onProgress);
  const history = await attempt('event history of CloudTrail', unread, () =>
    historyOf(apis, key, settings),
  );
  return { key, grants, history, unread };
};

/** All that an audit looks at. @throws what KMS answers about the key and its grants */
export const gatherAudit = async (
  apis: Apis,
  resources: ResourceApis,
  keyId: string,
  settings: GatherSettings,
): Promise<AuditFacts> => {
  const found = await gatherGrants(apis, keyId, settings);
  const unread = [...found.unread];
  const { account } = found.key;
  return {
    ...found,
    iam: await readIam(apis, account, unread, settings.onProgress),
    gone: await readGone(resources, found.grants, account, unread),
    unread,
  };
};
