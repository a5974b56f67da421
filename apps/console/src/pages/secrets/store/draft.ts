import type { EditedTag } from '../../../shared/tag-editor.tsx';
import { NEW_ROTATION, type RotationDraft } from '../schedule/draft.ts';
import { EMPTY_VALUE, textOf, type ValueDraft } from '../value/draft.ts';

/** A secret while it is stored, step by step. */
export interface SecretDraft {
  readonly value: ValueDraft;
  /** An alias of a key; empty: the AWS managed one. */
  readonly key: string;
  readonly name: string;
  readonly description: string;
  readonly tags: readonly EditedTag[];
  /** The resource policy; empty: none. */
  readonly policy: string;
  readonly replicas: readonly string[];
  readonly rotation: RotationDraft;
  /** The same for each attempt: storing it again after a failure makes no second one. */
  readonly token: string;
}

export const newSecret = (): SecretDraft => ({
  value: EMPTY_VALUE,
  key: '',
  name: '',
  description: '',
  tags: [],
  policy: '',
  replicas: [],
  rotation: NEW_ROTATION,
  token: crypto.randomUUID(),
});

export interface StepProps {
  readonly draft: SecretDraft;
  readonly change: (part: Partial<SecretDraft>) => void;
}

export const createInput = (draft: SecretDraft): object => ({
  Name: draft.name.trim(),
  SecretString: textOf(draft.value),
  ClientRequestToken: draft.token,
  ...(draft.key === '' ? {} : { KmsKeyId: draft.key }),
  ...(draft.description === '' ? {} : { Description: draft.description }),
  ...(draft.tags.length === 0
    ? {}
    : { Tags: draft.tags.map(({ key, value }) => ({ Key: key, Value: value })) }),
  ...(draft.replicas.length === 0
    ? {}
    : { AddReplicaRegions: draft.replicas.map((Region) => ({ Region })) }),
});
