import type { EditedTag } from '../../../shared/tag-editor.tsx';
import { createTags } from '../shared/document.ts';
import type { ListedPolicy } from '../shared/policy-picker.tsx';

export type TrustedEntity = 'account' | 'service' | 'custom';

/** A role while it is being made, step by step. */
export interface RoleDraft {
  readonly entity: TrustedEntity;
  readonly account: string;
  readonly requiresExternalId: boolean;
  readonly externalId: string;
  readonly requiresMfa: boolean;
  readonly service: string;
  readonly customTrust: string;
  readonly policies: readonly ListedPolicy[];
  readonly tags: readonly EditedTag[];
  readonly name: string;
  readonly description: string;
}

export const emptyDraft = (account: string): RoleDraft => ({
  entity: 'account',
  account,
  requiresExternalId: false,
  externalId: '',
  requiresMfa: false,
  service: 'ecs-tasks.amazonaws.com',
  customTrust: '',
  policies: [],
  tags: [],
  name: '',
  description: '',
});

const conditionOf = (draft: RoleDraft): object => {
  const condition = {
    ...(draft.requiresExternalId ? { StringEquals: { 'sts:ExternalId': draft.externalId } } : {}),
    ...(draft.requiresMfa ? { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } : {}),
  };
  return Object.keys(condition).length === 0 ? {} : { Condition: condition };
};

const statement = (principal: object, more: object = {}): string =>
  JSON.stringify(
    {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole', ...more }],
    },
    undefined,
    2,
  );

/** The trust policy that the choices amount to. */
export const trustPolicy = (draft: RoleDraft): string => {
  switch (draft.entity) {
    case 'account':
      return statement({ AWS: `arn:aws:iam::${draft.account}:root` }, conditionOf(draft));
    case 'service':
      return statement({ Service: draft.service });
    case 'custom':
      return draft.customTrust;
    default:
      return draft.entity satisfies never;
  }
};

export const createRoleInput = (draft: RoleDraft): object => ({
  RoleName: draft.name.trim(),
  AssumeRolePolicyDocument: trustPolicy(draft),
  ...(draft.description === '' ? {} : { Description: draft.description }),
  ...createTags(draft.tags),
});
