import { parseArn } from '@gatehouse/core';
import type { Call, Tags } from '@gatehouse/service-kit';
import { notAnArn, notTaggable, otherAccount, otherRegion } from './errors.ts';

/** A call of the service that owns a resource. */
export interface OwnerCall {
  readonly service: string;
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** How a service tags one of its resources and takes tags away. */
export interface Owner {
  readonly tag: (tags: Tags, present: Tags) => OwnerCall;
  readonly untag: (keys: readonly string[], present: Tags) => OwnerCall;
  /** It only knows how to replace all tags: `present` is what it has. Default: `present` is empty. */
  readonly replaces?: true;
}

const GLOBAL_REGION = 'us-east-1';

const upper = (tags: Tags): object[] => [...tags].map(([Key, Value]) => ({ Key, Value }));

const ecs = (arn: string): Owner => ({
  tag: (tags) => ({
    service: 'ecs',
    operation: 'TagResource',
    input: { resourceArn: arn, tags: [...tags].map(([key, value]) => ({ key, value })) },
  }),
  untag: (tagKeys) => ({
    service: 'ecs',
    operation: 'UntagResource',
    input: { resourceArn: arn, tagKeys },
  }),
});

const cloudTrail = (arn: string): Owner => ({
  tag: (tags) => ({
    service: 'cloudtrail',
    operation: 'AddTags',
    input: { ResourceId: arn, TagsList: upper(tags) },
  }),
  untag: (keys) => ({
    service: 'cloudtrail',
    operation: 'RemoveTags',
    input: { ResourceId: arn, TagsList: keys.map((Key) => ({ Key })) },
  }),
});

const organizations = (_arn: string, resource: string): Owner => {
  const ResourceId = resource.slice(resource.lastIndexOf('/') + 1);
  return {
    tag: (tags) => ({
      service: 'organizations',
      operation: 'TagResource',
      input: { ResourceId, Tags: upper(tags) },
    }),
    untag: (TagKeys) => ({
      service: 'organizations',
      operation: 'UntagResource',
      input: { ResourceId, TagKeys },
    }),
  };
};

/** By the first part of the ARN's resource: what TagX is called and which member names the resource, by name or ARN. */
const IAM: Readonly<Record<string, readonly [noun: string, member: string, by: 'name' | 'arn']>> = {
  'instance-profile': ['InstanceProfile', 'InstanceProfileName', 'name'],
  mfa: ['MFADevice', 'SerialNumber', 'arn'],
  'oidc-provider': ['OpenIDConnectProvider', 'OpenIDConnectProviderArn', 'arn'],
  policy: ['Policy', 'PolicyArn', 'arn'],
  role: ['Role', 'RoleName', 'name'],
  'saml-provider': ['SAMLProvider', 'SAMLProviderArn', 'arn'],
  'server-certificate': ['ServerCertificate', 'ServerCertificateName', 'name'],
  user: ['User', 'UserName', 'name'],
};

const iam = (arn: string, resource: string): Owner | undefined => {
  const type = resource.split('/')[0] ?? '';
  const found = Object.hasOwn(IAM, type) ? IAM[type] : undefined;
  if (found === undefined) return undefined;
  const [noun, member, by] = found;
  const named = { [member]: by === 'arn' ? arn : resource.slice(resource.lastIndexOf('/') + 1) };
  return {
    tag: (tags) => ({
      service: 'iam',
      operation: `Tag${noun}`,
      input: { ...named, Tags: upper(tags) },
    }),
    untag: (TagKeys) => ({
      service: 'iam',
      operation: `Untag${noun}`,
      input: { ...named, TagKeys },
    }),
  };
};

const kms = (KeyId: string): Owner => ({
  tag: (tags) => ({
    service: 'kms',
    operation: 'TagResource',
    input: { KeyId, Tags: [...tags].map(([TagKey, TagValue]) => ({ TagKey, TagValue })) },
  }),
  untag: (TagKeys) => ({
    service: 'kms',
    operation: 'UntagResource',
    input: { KeyId, TagKeys },
  }),
});

const secretsmanager = (SecretId: string): Owner => ({
  tag: (tags) => ({
    service: 'secretsmanager',
    operation: 'TagResource',
    input: { SecretId, Tags: upper(tags) },
  }),
  untag: (TagKeys) => ({
    service: 'secretsmanager',
    operation: 'UntagResource',
    input: { SecretId, TagKeys },
  }),
});

const dynamodb = (ResourceArn: string): Owner => ({
  tag: (tags) => ({
    service: 'dynamodb',
    operation: 'TagResource',
    input: { ResourceArn, Tags: upper(tags) },
  }),
  untag: (TagKeys) => ({
    service: 'dynamodb',
    operation: 'UntagResource',
    input: { ResourceArn, TagKeys },
  }),
});

/** Parameters are tagged by name: that of one in a hierarchy begins with a slash, which its ARN leaves out. */
const ssm = (_arn: string, resource: string): Owner | undefined => {
  if (!resource.startsWith('parameter/')) return undefined;
  const key = resource.slice('parameter/'.length);
  const named = { ResourceType: 'Parameter', ResourceId: `/${key}` };
  return {
    tag: (tags) => ({
      service: 'ssm',
      operation: 'AddTagsToResource',
      input: { ...named, Tags: upper(tags) },
    }),
    untag: (TagKeys) => ({
      service: 'ssm',
      operation: 'RemoveTagsFromResource',
      input: { ...named, TagKeys },
    }),
  };
};

const sqs = (arn: string, resource: string): Owner => {
  const QueueUrl = `/${parseArn(arn)?.account ?? ''}/${resource}`;
  return {
    tag: (tags) => ({
      service: 'sqs',
      operation: 'TagQueue',
      input: { QueueUrl, Tags: Object.fromEntries(tags) },
    }),
    untag: (TagKeys) => ({
      service: 'sqs',
      operation: 'UntagQueue',
      input: { QueueUrl, TagKeys },
    }),
  };
};

/** Services whose tags are a list, and resources `ResourceARN`. */
const byResourceArn =
  (service: string) =>
  (ResourceARN: string): Owner => ({
    tag: (tags) => ({
      service,
      operation: 'TagResource',
      input: { ResourceARN, Tags: upper(tags) },
    }),
    untag: (TagKeys) => ({
      service,
      operation: 'UntagResource',
      input: { ResourceARN, TagKeys },
    }),
  });

/** Services whose tags are a map, and resources ARNs. */
const byArn =
  (service: string) =>
  (ResourceArn: string): Owner => ({
    tag: (tags) => ({
      service,
      operation: 'TagResource',
      input: { ResourceArn, Tags: Object.fromEntries(tags) },
    }),
    untag: (TagKeys) => ({
      service,
      operation: 'UntagResource',
      input: { ResourceArn, TagKeys },
    }),
  });

const ec2 = (_arn: string, resource: string): Owner => {
  const Resources = [resource.slice(resource.lastIndexOf('/') + 1)];
  return {
    tag: (tags) => ({
      service: 'ec2',
      operation: 'CreateTags',
      input: { Resources, Tags: upper(tags) },
    }),
    untag: (keys) => ({
      service: 'ec2',
      operation: 'DeleteTags',
      input: { Resources, Tags: keys.map((Key) => ({ Key })) },
    }),
  };
};

const logs = (resourceArn: string): Owner => ({
  tag: (tags) => ({
    service: 'logs',
    operation: 'TagResource',
    input: { resourceArn, tags: Object.fromEntries(tags) },
  }),
  untag: (tagKeys) => ({
    service: 'logs',
    operation: 'UntagResource',
    input: { resourceArn, tagKeys },
  }),
});

const s3 = (_arn: string, Bucket: string): Owner => {
  const put = (tags: Iterable<readonly [string, string]>): OwnerCall => ({
    service: 's3',
    operation: 'PutBucketTagging',
    input: { Bucket, Tagging: { TagSet: upper(new Map(tags)) } },
  });
  return {
    replaces: true,
    tag: (tags, present) => put([...present, ...tags]),
    untag: (keys, present) => put([...present].filter(([key]) => !keys.includes(key))),
  };
};

const lambda = (Resource: string): Owner => ({
  tag: (tags) => ({
    service: 'lambda',
    operation: 'TagResource',
    input: { Resource, Tags: Object.fromEntries(tags) },
  }),
  untag: (TagKeys) => ({
    service: 'lambda',
    operation: 'UntagResource',
    input: { Resource, TagKeys },
  }),
});

const rds = (ResourceName: string): Owner => ({
  tag: (tags) => ({
    service: 'rds',
    operation: 'AddTagsToResource',
    input: { ResourceName, Tags: upper(tags) },
  }),
  untag: (TagKeys) => ({
    service: 'rds',
    operation: 'RemoveTagsFromResource',
    input: { ResourceName, TagKeys },
  }),
});

const OWNERS: Readonly<Record<string, (arn: string, resource: string) => Owner | undefined>> = {
  cloudtrail: cloudTrail,
  cloudwatch: byResourceArn('cloudwatch'),
  'cognito-idp': byArn('cognito-idp'),
  dynamodb,
  ec2,
  ecs,
  events: byResourceArn('events'),
  iam,
  kms,
  lambda,
  logs,
  organizations,
  rds,
  s3,
  secretsmanager,
  securityhub: byArn('securityhub'),
  sqs,
  ssm,
};

/** What is no ARN at all, or of another partition, fails the whole request. */
export const requireArn = (call: Call, text: string): void => {
  if (parseArn(text)?.partition !== call.partition) throw notAnArn(text);
};

/** Who tags the resource; throws the error that its entry in FailedResourcesMap shows. */
export const ownerOf = (call: Call, arn: string): Owner => {
  const parsed = parseArn(arn);
  const find =
    parsed !== undefined && Object.hasOwn(OWNERS, parsed.service)
      ? OWNERS[parsed.service]
      : undefined;
  const owner = find?.(arn, parsed?.resource ?? '');
  if (parsed === undefined || owner === undefined) throw notTaggable(arn);
  // The ARN of a bucket says neither Region nor account: S3 itself knows whose it is.
  if (parsed.service === 's3') return owner;
  // Global resources are in us-east-1.
  const region = parsed.region === '' ? GLOBAL_REGION : parsed.region;
  if (region !== call.region) throw otherRegion(arn, call.region);
  // IAM looks a name up in the caller's account, so another account's ARN would reach the wrong resource.
  // ARNs of EC2's images and snapshots name no account: EC2 itself looks for the caller's own.
  const isNobodys = parsed.service === 'ec2' && parsed.account === '';
  if (parsed.account !== call.account && parsed.service !== 'organizations' && !isNobodys)
    throw otherAccount(arn);
  return owner;
};
