import type { PutParameterRequest, PutParameterResult } from '@aws-sdk/client-ssm';
import { AwsError } from '@gatehouse/core';
import {
  type Call,
  requestTagKeys,
  resourceTagKeys,
  type Tags,
  tagStore,
  writes,
} from '@gatehouse/service-kit';
import { authorizeParameter, touched } from '../access.ts';
import { tellChange, tellNoImage } from '../change-events.ts';
import {
  alreadyExists,
  invalid,
  tagsWithOverwrite,
  tooManyUpdates,
  valueMissing,
  valueNests,
} from '../errors.ts';
import type { Parameter, ParameterRef } from '../model.ts';
import { NAME, ownRef, requireName } from '../names.ts';
import type { SsmParts } from '../parts.ts';
import { loosePolicies, requestPolicies } from '../policies/parse.ts';
import { schedulePolicies } from '../policies/work.ts';
import { parameters } from '../repositories/parameters.ts';
import { requestTags, tagOwner, TAGS } from '../tags.ts';
import { draftOf, IMAGE, writeVersion } from '../writing.ts';

const LIMITS = {
  ...NAME,
  Description: { maxLength: 1024 },
  Type: { oneOf: ['SecureString', 'StringList', 'String'] },
  KeyId: { minLength: 1, maxLength: 256 },
  AllowedPattern: { maxLength: 1024 },
  Tier: { oneOf: ['Standard', 'Advanced', 'Intelligent-Tiering'] },
  Policies: { minLength: 1, maxLength: 4096 },
  DataType: { maxLength: 128 },
  ...TAGS,
} as const;

const KEY_ID = /^[a-zA-Z0-9:/_-]+$/;

const requireRequest = ({ acceptsLooseInput }: SsmParts, input: PutParameterRequest): void => {
  const { Value: value = '', KeyId: keyId } = input;
  if (value === '') throw valueMissing();
  const opens = value.indexOf('{{');
  if (opens >= 0 && value.includes('}}', opens)) throw valueNests();
  if (input.Overwrite === true && (input.Tags ?? []).length > 0) throw tagsWithOverwrite();
  if (keyId !== undefined && acceptsLooseInput !== true && !KEY_ID.test(keyId))
    throw invalid(
      `1 validation error detected: Value '${keyId}' at 'keyId' failed to satisfy constraint: Member must satisfy regular expression pattern: ^([a-zA-Z0-9:/_-]+)$`,
    );
};

const authorize = async (
  call: Call,
  input: PutParameterRequest,
  ref: ParameterRef,
  existing: Parameter | undefined,
  tags: Tags,
): Promise<void> => {
  await authorizeParameter(call, 'PutParameter', ref, existing, {
    'ssm:Overwrite': input.Overwrite === true,
    'ssm:Policies': input.Policies !== undefined,
    ...requestTagKeys(tags),
  });
  // Tagging while creating needs what tagging later needs.
  if (tags.size > 0)
    await call.authorize('ssm:AddTagsToResource', ref.arn, {
      ...requestTagKeys(tags),
      ...resourceTagKeys('ssm', tags),
    });
};

/** Whether the image is one that the caller may see. */
const hasImage = async (call: Call, id: string): Promise<boolean> => {
  try {
    const found = await call.invoke('ec2', 'DescribeImages', { ImageIds: [id] });
    return found !== undefined;
  } catch (error) {
    if (error instanceof AwsError) return false;
    throw error;
  }
};

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html */
export const putParameter = (parts: SsmParts) =>
  writes<PutParameterRequest, PutParameterResult>(
    {
      limits: LIMITS,
      redact: ['Value'],
      partial: 'allowed patterns with look-around or references are refused',
    },
    async (input, call) => {
      const { tx, now } = call;
      requireName(call, input.Name ?? '');
      requireRequest(parts, input);
      const isLoose = parts.acceptsLooseInput === true;
      const given = (isLoose ? loosePolicies : requestPolicies)(input.Policies, now);
      const tags = requestTags(input.Tags);
      const { ref, given: name } = ownRef(call, input.Name);
      const existing = await parameters.find(tx, ref);
      await authorize(call, input, ref, existing, tags);
      if (existing !== undefined && input.Overwrite !== true) throw alreadyExists();
      const { Value: text = '' } = input;
      const draft = await draftOf(parts, call, input, existing, given);
      const shown = { ...ref, name: existing?.name ?? name };
      const operation = existing === undefined ? 'Create' : 'Update';
      const answer = { Version: draft.version, Tier: draft.tier };
      if (draft.dataType === IMAGE && !isLoose && !(await hasImage(call, text))) {
        // The call has succeeded nevertheless; only the event tells (API reference, `DataType`).
        await tellNoImage(parts, tx, shown, operation, now);
        return answer;
      }
      const id = await writeVersion(parts, call, ref, existing, name, draft, text);
      if (id === undefined) throw input.Overwrite === true ? tooManyUpdates() : alreadyExists();
      touched(call, ref);
      await tagStore.put(tx, tagOwner(ref), tags);
      await schedulePolicies(tx, id, draft.policies, draft.modifiedAt);
      await tellChange(parts, tx, shown, draft, operation, now);
      return answer;
    },
  );
