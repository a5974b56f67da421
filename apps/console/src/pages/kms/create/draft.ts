import type { EditedTag } from '../../../shared/tag-editor.tsx';
import { SPECS } from '../shared/specs.ts';
import { keyPolicy } from './key-policy.ts';

/** A key while it is being made, step by step. */
export interface KeyDraft {
  readonly usage: string;
  readonly spec: string;
  readonly origin: 'AWS_KMS' | 'EXTERNAL';
  readonly multiRegion: boolean;
  readonly rotates: boolean;
  readonly alias: string;
  readonly description: string;
  readonly tags: readonly EditedTag[];
  /** ARNs of users and roles. */
  readonly administrators: readonly string[];
  readonly mayDelete: boolean;
  readonly users: readonly string[];
  /** Numbers of other accounts, as they are typed. */
  readonly accounts: string;
  /** What was written in place of the policy that the choices make; empty: nothing. */
  readonly policy: string;
}

export const NEW_KEY: KeyDraft = {
  usage: 'ENCRYPT_DECRYPT',
  spec: 'SYMMETRIC_DEFAULT',
  origin: 'AWS_KMS',
  multiRegion: false,
  rotates: true,
  alias: '',
  description: '',
  tags: [],
  administrators: [],
  mayDelete: true,
  users: [],
  accounts: '',
  policy: '',
};

export interface StepProps {
  readonly draft: KeyDraft;
  readonly change: (part: Partial<KeyDraft>) => void;
}

/** Another usage has other specs. */
export const withUsage = (usage: string): Partial<KeyDraft> => ({
  usage,
  spec: SPECS[usage]?.[0]?.[0] ?? '',
});

/** AWS KMS Developer Guide, "Rotate AWS KMS keys": only symmetric keys with material of KMS rotate by themselves. */
export const canRotate = ({ spec, origin }: KeyDraft): boolean =>
  spec === 'SYMMETRIC_DEFAULT' && origin === 'AWS_KMS';

export const aliasOf = ({ alias }: KeyDraft): string => {
  const name = alias.trim().replace(/^alias\//, '');
  return name === '' ? '' : `alias/${name}`;
};

const otherAccounts = (text: string): readonly string[] =>
  text.split(/[\s,]+/).filter((word) => word !== '');

export const policyOf = (draft: KeyDraft, account: string): string =>
  draft.policy === ''
    ? keyPolicy({
        account,
        administrators: draft.administrators,
        mayDelete: draft.mayDelete,
        users: [
          ...draft.users,
          ...otherAccounts(draft.accounts).map((id) => `arn:aws:iam::${id}:root`),
        ],
        usage: draft.usage,
        symmetric: draft.spec === 'SYMMETRIC_DEFAULT',
        imported: draft.origin === 'EXTERNAL',
        multiRegion: draft.multiRegion,
      })
    : draft.policy;

export const createKeyInput = (draft: KeyDraft, account: string): object => ({
  KeyUsage: draft.usage,
  KeySpec: draft.spec,
  Origin: draft.origin,
  MultiRegion: draft.multiRegion,
  Policy: policyOf(draft, account),
  ...(draft.description === '' ? {} : { Description: draft.description }),
  ...(draft.tags.length === 0
    ? {}
    : { Tags: draft.tags.map(({ key, value }) => ({ TagKey: key, TagValue: value })) }),
});
