interface Choices {
  readonly account: string;
  readonly administrators: readonly string[];
  readonly mayDelete: boolean;
  /** Users, roles and other accounts. */
  readonly users: readonly string[];
  readonly usage: string;
  readonly symmetric: boolean;
  readonly imported: boolean;
  readonly multiRegion: boolean;
}

// AWS KMS Developer Guide, "Default key policy": what AWS's own console writes, by its own names of statements.
const ADMINISTER = [
  'kms:Create*',
  'kms:Describe*',
  'kms:Enable*',
  'kms:List*',
  'kms:Put*',
  'kms:Update*',
  'kms:Revoke*',
  'kms:Disable*',
  'kms:Get*',
  'kms:Delete*',
  'kms:TagResource',
  'kms:UntagResource',
];

const USES: Readonly<Record<string, readonly string[]>> = {
  ENCRYPT_DECRYPT: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:DescribeKey'],
  SIGN_VERIFY: ['kms:DescribeKey', 'kms:GetPublicKey', 'kms:Sign', 'kms:Verify'],
  GENERATE_VERIFY_MAC: ['kms:DescribeKey', 'kms:GenerateMac', 'kms:VerifyMac'],
  KEY_AGREEMENT: ['kms:DescribeKey', 'kms:DeriveSharedSecret', 'kms:GetPublicKey'],
  ENCAPSULATE_DECAPSULATE: [
    'kms:DescribeKey',
    'kms:Encapsulate',
    'kms:Decapsulate',
    'kms:GetPublicKey',
  ],
};

const usesOf = ({ usage, symmetric }: Choices): readonly string[] => {
  const own = USES[usage] ?? ['kms:DescribeKey'];
  if (usage !== 'ENCRYPT_DECRYPT') return own;
  return [...own, symmetric ? 'kms:GenerateDataKey*' : 'kms:GetPublicKey'];
};

const administrationOf = (choices: Choices): readonly string[] => [
  ...ADMINISTER,
  ...(choices.mayDelete ? ['kms:ScheduleKeyDeletion', 'kms:CancelKeyDeletion'] : []),
  ...(choices.symmetric ? ['kms:RotateKeyOnDemand'] : []),
  ...(choices.imported ? ['kms:ImportKeyMaterial'] : []),
  ...(choices.multiRegion ? ['kms:ReplicateKey', 'kms:UpdatePrimaryRegion'] : []),
];

const statement = (
  sid: string,
  principals: readonly string[],
  action: string | readonly string[],
  more: object = {},
): object => ({
  Sid: sid,
  Effect: 'Allow',
  Principal: { AWS: principals.length === 1 ? principals[0] : principals },
  Action: action,
  Resource: '*',
  ...more,
});

/** The policy that AWS's console would write for these choices, as JSON. */
export const keyPolicy = (choices: Choices): string => {
  const { account, administrators, users } = choices;
  const statements = [
    statement('Enable IAM User Permissions', [`arn:aws:iam::${account}:root`], 'kms:*'),
    ...(administrators.length === 0
      ? []
      : [
          statement(
            'Allow access for Key Administrators',
            administrators,
            administrationOf(choices),
          ),
        ]),
    ...(users.length === 0 ? [] : [statement('Allow use of the key', users, usesOf(choices))]),
    ...(users.length === 0 || !choices.symmetric
      ? []
      : [
          statement(
            'Allow attachment of persistent resources',
            users,
            ['kms:CreateGrant', 'kms:ListGrants', 'kms:RevokeGrant'],
            { Condition: { Bool: { 'kms:GrantIsForAWSResource': 'true' } } },
          ),
        ]),
  ];
  return JSON.stringify(
    { Version: '2012-10-17', Id: 'key-consolepolicy-3', Statement: statements },
    null,
    2,
  );
};
