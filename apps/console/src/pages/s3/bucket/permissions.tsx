import type {
  GetBucketAclOutput,
  GetBucketOwnershipControlsOutput,
  GetBucketPolicyOutput,
  GetBucketPolicyStatusOutput,
  GetPublicAccessBlockOutput,
} from '@aws-sdk/client-s3';
import Alert from '@cloudscape-design/components/alert';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useAccount } from '../../../session/session-context.tsx';
import { FailureOr } from '../../../shared/failure-or.tsx';
import { PolicySection } from '../../../shared/policy-section.tsx';
import { type Place, useOptionalSetting, useSetting } from '../shared/place.ts';
import { BlockSection } from './block-section.tsx';
import { OwnershipSection } from './ownership.tsx';
import { publicityOf } from './publicity.ts';

const template = (bucket: string, account: string): string =>
  JSON.stringify(
    {
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'ReadForOneAccount',
          Effect: 'Allow',
          Principal: { AWS: `arn:aws:iam::${account}:root` },
          Action: 's3:GetObject',
          Resource: `arn:aws:s3:::${bucket}/*`,
        },
      ],
    },
    null,
    2,
  );

const useDoors = (place: Place) => {
  const policy = useOptionalSetting<GetBucketPolicyOutput>(
    place,
    'GetBucketPolicy',
    'NoSuchBucketPolicy',
  );
  const status = useOptionalSetting<GetBucketPolicyStatusOutput>(
    place,
    'GetBucketPolicyStatus',
    'NoSuchBucketPolicy',
  );
  const block = useOptionalSetting<GetPublicAccessBlockOutput>(
    place,
    'GetPublicAccessBlock',
    'NoSuchPublicAccessBlockConfiguration',
  );
  const ownership = useOptionalSetting<GetBucketOwnershipControlsOutput>(
    place,
    'GetBucketOwnershipControls',
    'OwnershipControlsNotFoundError',
  );
  const acl = useSetting<GetBucketAclOutput>(place, 'GetBucketAcl');
  return { policy, status, block, ownership, acl };
};

type AllDoors = ReturnType<typeof useDoors>;

const ownershipOf = ({ ownership }: AllDoors): string | undefined =>
  ownership.data?.value?.OwnershipControls?.Rules?.[0]?.ObjectOwnership ??
  // Buckets older than the setting have ACLs, and writers own what they write.
  (ownership.data === undefined ? undefined : 'ObjectWriter');

const Statement = ({ doors }: { readonly doors: AllDoors }) => {
  const { status, block, acl } = doors;
  const ownership = ownershipOf(doors);
  // Who may not see all of it is not told half of it.
  if (
    status.data === undefined ||
    block.data === undefined ||
    acl.data === undefined ||
    ownership === undefined
  )
    return null;
  const { isPublic, title, text } = publicityOf({
    policyIsPublic: status.data.value?.PolicyStatus?.IsPublic,
    grants: acl.data.Grants ?? [],
    block: block.data.value?.PublicAccessBlockConfiguration ?? {},
    aclsEnabled: ownership !== 'BucketOwnerEnforced',
  });
  return (
    <Alert type={isPublic ? 'warning' : 'info'} header={title}>
      {text}
    </Alert>
  );
};

export const Permissions = ({ place }: { readonly place: Place }) => {
  const { aws, bucket } = place;
  const account = useAccount();
  const doors = useDoors(place);
  const { policy, status, block, acl, ownership } = doors;
  return (
    <SpaceBetween size="l">
      <Statement doors={doors} />
      <FailureOr of={block}>
        {({ value }) => (
          <BlockSection
            place={place}
            block={value?.PublicAccessBlockConfiguration ?? {}}
            saved={block.reload}
          />
        )}
      </FailureOr>
      <FailureOr of={policy}>
        {({ value }) => (
          <PolicySection
            document={value?.Policy}
            description="Who may use the bucket and what is in it, beside whom the account's own policies let in."
            template={template(bucket, account)}
            resourceType="AWS::S3::Bucket"
            save={(document) =>
              document === ''
                ? aws.call('s3', 'DeleteBucketPolicy', { Bucket: bucket })
                : aws.call('s3', 'PutBucketPolicy', { Bucket: bucket, Policy: document })
            }
            saved={() => {
              policy.reload();
              status.reload();
            }}
          />
        )}
      </FailureOr>
      <FailureOr of={acl}>
        {({ Grants, Owner }) => (
          <OwnershipSection
            place={place}
            ownership={ownershipOf(doors)}
            grants={Grants ?? []}
            owner={Owner?.ID}
            saved={() => {
              ownership.reload();
              acl.reload();
            }}
          />
        )}
      </FailureOr>
    </SpaceBetween>
  );
};
