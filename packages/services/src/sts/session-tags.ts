import type { Principal, Tags } from '@gatehouse/service-kit';
import {
  duplicateTagKeys,
  reservedTagKey,
  transitiveConflict,
  transitiveWithoutTag,
} from './errors.ts';

export interface RequestedTag {
  readonly Key: string | undefined;
  readonly Value: string | undefined;
}

/** Tags of a request by key; keys are unique without regard to case (IAM User Guide, "Pass session tags in AWS STS"). */
export const requestedTags = (tags: readonly RequestedTag[] = []): Tags => {
  const seen = new Set<string>();
  const wanted = new Map<string, string>();
  for (const { Key = '', Value = '' } of tags) {
    if (Key.toLowerCase().startsWith('aws:')) throw reservedTagKey();
    if (seen.has(Key.toLowerCase())) throw duplicateTagKeys();
    seen.add(Key.toLowerCase());
    wanted.set(Key, Value);
  }
  return wanted;
};

/** The transitive tags that the calling role session hands on, whether the request names them or not. */
export const inheritedTags = (principal: Principal): Tags =>
  principal.kind === 'assumed-role'
    ? new Map(
        principal.transitiveTagKeys.flatMap((key) => {
          const value = principal.tags.get(key);
          return value === undefined ? [] : [[key, value] as const];
        }),
      )
    : new Map();

export interface SessionTags {
  /** The request's and the inherited ones. */
  readonly tags: Tags;
  readonly transitiveKeys: readonly string[];
}

/** Inherited tags stand: neither their value nor their being transitive can be changed down the chain. */
export const combineTags = (
  requested: Tags,
  inherited: Tags,
  transitiveKeys: readonly string[] = [],
): SessionTags => {
  const fixed = new Set([...inherited.keys()].map((key) => key.toLowerCase()));
  if ([...requested.keys()].some((key) => fixed.has(key.toLowerCase()))) throw transitiveConflict();
  if (transitiveKeys.some((key) => !requested.has(key))) throw transitiveWithoutTag();
  return {
    tags: new Map([...requested, ...inherited]),
    transitiveKeys: [...new Set([...inherited.keys(), ...transitiveKeys])],
  };
};

/** A role's tags with the session's over them, keys compared without regard to case. */
export const overlayTags = (role: Tags, session: Tags): Tags => {
  const over = new Set([...session.keys()].map((key) => key.toLowerCase()));
  return new Map([...[...role].filter(([key]) => !over.has(key.toLowerCase())), ...session]);
};
