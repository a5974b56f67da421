import type { DescribeKeyPairsResult, KeyPairInfo } from '@aws-sdk/client-ec2';
import type { Json } from '../../../api/json.ts';
import { Time } from '../../../shared/time.tsx';
import { column, type Kind } from '../resources/kind.ts';

export const KEY_PAIRS: Kind<Json<KeyPairInfo>, DescribeKeyPairsResult> = {
  path: 'key-pairs',
  title: 'Key pairs',
  one: 'key pair',
  description: 'Public keys that instances let in. Nobody but their owner has the private ones.',
  empty: 'No key pairs',
  operation: 'DescribeKeyPairs',
  count: 0,
  pick: ({ KeyPairs }) => KeyPairs,
  idMember: 'KeyPairIds',
  idOf: ({ KeyPairId = '' }) => KeyPairId,
  tagsOf: ({ Tags }) => Tags,
  type: 'key-pair',
  columns: [
    column('key', 'Key name', ({ KeyName }) => KeyName),
    column('type', 'Type', ({ KeyType }) => KeyType),
    column('fingerprint', 'Fingerprint', ({ KeyFingerprint }) => KeyFingerprint),
  ],
  filters: [['key-name', 'Key name']],
  facts: (key) => [
    ['Key name', key.KeyName],
    ['Type', key.KeyType],
    ['Fingerprint', key.KeyFingerprint],
    ['Created', <Time key="created" at={key.CreateTime} />],
  ],
  remove: {
    label: 'Delete key pair',
    text: 'Instances that have the public key still let its owner in.',
    act: (aws, { KeyPairId }) => aws.call('ec2', 'DeleteKeyPair', { KeyPairId }),
  },
};
