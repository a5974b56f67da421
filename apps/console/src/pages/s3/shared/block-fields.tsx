import type { PublicAccessBlockConfiguration } from '@aws-sdk/client-s3';
import Checkbox from '@cloudscape-design/components/checkbox';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { Json } from '../../../api/json.ts';

export type Block = Json<PublicAccessBlockConfiguration>;

const MEMBERS = [
  [
    'BlockPublicAcls',
    'Block new public ACLs',
    'Requests that make a bucket or an object public by ACL are refused.',
  ],
  ['IgnorePublicAcls', 'Ignore public ACLs', 'What ACLs give to everybody counts for nothing.'],
  [
    'BlockPublicPolicy',
    'Block new public policies',
    'A bucket policy that lets everybody in is refused.',
  ],
  [
    'RestrictPublicBuckets',
    'Restrict public policies',
    'Where a policy lets everybody in, only the account and AWS services get in.',
  ],
] as const;

export const ALL_BLOCKED: Block = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
};

interface Props {
  readonly block: Block;
  readonly change?: (block: Block) => void;
}

/** The four settings of Block Public Access. */
export const BlockFields = ({ block, change }: Props) => (
  <SpaceBetween size="s">
    {MEMBERS.map(([member, label, description]) => (
      <Checkbox
        key={member}
        checked={block[member] === true}
        readOnly={change === undefined}
        description={description}
        onChange={({ detail }) => change?.({ ...block, [member]: detail.checked })}
      >
        {label}
      </Checkbox>
    ))}
  </SpaceBetween>
);
