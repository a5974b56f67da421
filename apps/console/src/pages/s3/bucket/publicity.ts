import type { Grant } from '@aws-sdk/client-s3';
import type { Json } from '../../../api/json.ts';
import type { Block } from '../shared/block-fields.tsx';

/** What of the bucket decides whether strangers get in. */
export interface Doors {
  /** What GetBucketPolicyStatus says; undefined where there is no policy. */
  readonly policyIsPublic: boolean | undefined;
  readonly grants: readonly Json<Grant>[];
  readonly block: Block;
  readonly aclsEnabled: boolean;
}

export interface Publicity {
  readonly isPublic: boolean;
  readonly title: string;
  readonly text: string;
}

const GROUPS = new Set([
  'http://acs.amazonaws.com/groups/global/AllUsers',
  'http://acs.amazonaws.com/groups/global/AuthenticatedUsers',
]);

export const isPublicGrant = ({ Grantee }: Json<Grant>): boolean => GROUPS.has(Grantee?.URI ?? '');

/** Whether strangers get into the bucket, and why or why not, in a sentence. */
export const publicityOf = ({ policyIsPublic, grants, block, aclsEnabled }: Doors): Publicity => {
  const isByPolicy = policyIsPublic === true && block.RestrictPublicBuckets !== true;
  const granted = aclsEnabled && grants.some(isPublicGrant);
  const isByAcl = granted && block.IgnorePublicAcls !== true;
  if (isByPolicy || isByAcl) {
    const by = [isByPolicy ? 'its policy' : '', isByAcl ? 'its ACL' : ''].filter(Boolean);
    return {
      isPublic: true,
      title: 'This bucket is public',
      text: `Anybody in the world gets in by ${by.join(' and ')}, and Block Public Access does not keep them out.`,
    };
  }
  const held = [policyIsPublic === true ? 'policy' : '', granted ? 'ACL' : ''].filter(Boolean);
  if (held.length > 0)
    return {
      isPublic: false,
      title: 'This bucket is not public, but only Block Public Access keeps it so',
      text: `Its ${held.join(' and its ')} would let anybody in the world in.`,
    };
  return {
    isPublic: false,
    title: 'This bucket is not public',
    text: aclsEnabled
      ? 'Neither its policy nor its ACL lets strangers in. ACLs are enabled: single objects may still be public by their own, unless public ACLs are ignored.'
      : 'Nothing lets strangers in.',
  };
};
