import type {
  TagResourcesInput,
  UntagResourcesInput,
} from '@aws-sdk/client-resource-groups-tagging-api';
import { AwsError } from '@gatehouse/core';
import { type Call, coordinates, type Limits, type Tags, tagStore } from '@gatehouse/service-kit';
import { invalidParameter } from '../errors.ts';
import { type Owner, type OwnerCall, ownerOf, requireArn } from '../owners.ts';

const PARTIAL = 'resources of cloudtrail, ecs, iam and organizations';
const MOST_KEY = 128;
const MOST_VALUE = 256;

/** What became of a resource that was not changed; the code may be any of its service's. */
interface Failure {
  readonly ErrorCode: string;
  readonly ErrorMessage: string;
  readonly StatusCode: number;
}

interface Answer {
  readonly FailedResourcesMap: Readonly<Record<string, Failure>>;
}

const ARNS: Limits = {
  ResourceARNList: { minLength: 1, maxLength: 20 },
  'ResourceARNList[]': { minLength: 1, maxLength: 1011 },
};

/** Each resource on its own, by an operation of its service, which authorizes and records for itself. */
const eachOwner = async (
  call: Call,
  arns: readonly string[],
  what: (owner: Owner, present: Tags) => OwnerCall,
): Promise<Answer> => {
  const failed: [string, Failure][] = [];
  for (const arn of new Set(arns)) {
    try {
      const owner = ownerOf(call, arn);
      const present: Tags = owner.replaces === true ? await tagStore.of(call.tx, arn) : new Map();
      const { service, operation, input } = what(owner, present);
      await call.invoke(service, operation, input);
    } catch (error) {
      // Only an answer of the service is the resource's own failure; all else fails the request.
      if (!(error instanceof AwsError)) throw error;
      const { name: ErrorCode, message: ErrorMessage, status: StatusCode = 400 } = error;
      failed.push([arn, { ErrorCode, ErrorMessage, StatusCode }]);
    }
  }
  return { FailedResourcesMap: Object.fromEntries(failed) };
};

/** https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_TagResources.html */
export const tagResources = () =>
  coordinates<TagResourcesInput, Answer>(
    { partial: PARTIAL, limits: { ...ARNS, Tags: { minLength: 1, maxLength: 50 } } },
    async (input, call) => {
      await call.authorize('tag:TagResources', '*');
      const arns = input.ResourceARNList ?? [];
      for (const arn of arns) requireArn(call, arn);
      const tags = new Map(Object.entries(input.Tags ?? {}));
      for (const [key, value] of tags)
        if (key === '' || key.length > MOST_KEY || value.length > MOST_VALUE)
          throw invalidParameter(
            `A tag key must have 1 to ${MOST_KEY} characters and a value no more than ${MOST_VALUE}.`,
          );

      return eachOwner(call, arns, (owner, present) => owner.tag(tags, present));
    },
  );

/** https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_UntagResources.html */
export const untagResources = () =>
  coordinates<UntagResourcesInput, Answer>(
    {
      partial: PARTIAL,
      limits: {
        ...ARNS,
        TagKeys: { minLength: 1, maxLength: 50 },
        'TagKeys[]': { minLength: 1, maxLength: MOST_KEY },
      },
    },
    async (input, call) => {
      await call.authorize('tag:UntagResources', '*');
      const arns = input.ResourceARNList ?? [];
      for (const arn of arns) requireArn(call, arn);

      const keys = [...new Set(input.TagKeys)];
      return eachOwner(call, arns, (owner, present) => owner.untag(keys, present));
    },
  );
