import { awsIn } from '../../../api/aws.ts';
import type { EditedTag } from '../../../shared/tag-editor.tsx';
import type { Block } from '../shared/block-fields.tsx';

/** What somebody chose in the form. */
export interface NewBucket {
  readonly name: string;
  readonly region: string;
  readonly ownership: string;
  readonly block: Block;
  readonly versioning: string;
  /** `AES256` or `aws:kms`. */
  readonly encryption: string;
  readonly key: string;
  readonly tags: readonly EditedTag[];
}

type Step = readonly [operation: string, input: object];

const stepsOf = (wanted: NewBucket): readonly Step[] => {
  const { region, ownership, block, versioning, encryption, key, tags } = wanted;
  const rule = {
    ApplyServerSideEncryptionByDefault: {
      SSEAlgorithm: encryption,
      ...(encryption === 'aws:kms' && key !== '' ? { KMSMasterKeyID: key } : {}),
    },
    BucketKeyEnabled: encryption === 'aws:kms',
  };
  return [
    [
      'CreateBucket',
      {
        ObjectOwnership: ownership,
        ...(region === 'us-east-1'
          ? {}
          : { CreateBucketConfiguration: { LocationConstraint: region } }),
      },
    ],
    ['PutPublicAccessBlock', { PublicAccessBlockConfiguration: block }],
    ['PutBucketEncryption', { ServerSideEncryptionConfiguration: { Rules: [rule] } }],
    ...(versioning === 'Enabled'
      ? [['PutBucketVersioning', { VersioningConfiguration: { Status: 'Enabled' } }] as const]
      : []),
    ...(tags.length === 0
      ? []
      : [
          [
            'PutBucketTagging',
            { Tagging: { TagSet: tags.map((tag) => ({ Key: tag.key, Value: tag.value })) } },
          ] as const,
        ]),
  ];
};

/** Makes the bucket as it was asked for. What was done before a failure is not done again by the next try. */
export const createMaker = (): ((wanted: NewBucket) => Promise<void>) => {
  const done = new Set<string>();
  return async (wanted) => {
    const aws = awsIn(wanted.region);
    for (const [operation, input] of stepsOf(wanted)) {
      const step = JSON.stringify([wanted.name, wanted.region, operation, input]);
      if (done.has(step)) continue;
      await aws.call('s3', operation, { Bucket: wanted.name, ...input });
      done.add(step);
    }
  };
};
