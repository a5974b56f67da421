import type { GetPublicKeyResponse } from '@aws-sdk/client-kms';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useAwsClient } from '../../../session/session-context.tsx';
import { CopyBlock } from '../../../shared/copy-block.tsx';
import { Copyable } from '../../../shared/copyable.tsx';
import { Facts } from '../../../shared/facts.tsx';
import { FailureOr } from '../../../shared/failure-or.tsx';
import { FormDialog, OpenButton } from '../../../shared/form-dialog.tsx';
import { RelatedLinks } from '../../../shared/related-links.tsx';
import { TextField } from '../../../shared/text-field.tsx';
import { Time } from '../../../shared/time.tsx';
import { useAws } from '../../../shared/use-aws.ts';
import { useForm } from '../../../shared/use-form.ts';
import type { Metadata } from '../shared/names.ts';
import { isOwn, type OfKey } from '../shared/of-key.ts';
import { hasPublicKey, specLabel, usageLabel } from '../shared/specs.ts';
import { KeyStateView } from '../shared/state.tsx';

const DescriptionDialog = ({
  metadata,
  changed,
  close,
}: OfKey & { readonly close: () => void }) => {
  const aws = useAwsClient();
  const form = useForm(
    { description: metadata.Description ?? '' },
    ({ description }) =>
      aws.call('kms', 'UpdateKeyDescription', {
        KeyId: metadata.KeyId,
        Description: description,
      }),
    () => {
      close();
      changed();
    },
  );
  return (
    <FormDialog title="Edit description" confirmLabel="Save description" form={form} close={close}>
      <TextField
        label="Description"
        constraint="At most 8192 characters"
        value={form.draft.description}
        change={(description) => form.change({ description })}
      />
    </FormDialog>
  );
};

const algorithmsOf = (key: Metadata): string =>
  [
    key.EncryptionAlgorithms,
    key.SigningAlgorithms,
    key.MacAlgorithms,
    key.KeyAgreementAlgorithms,
    key.EncapsulationAlgorithms,
  ]
    .flatMap((algorithms) => algorithms ?? [])
    .join(', ');

const regionsOf = (key: Metadata): string => {
  if (key.MultiRegion !== true) return 'This Region';
  return key.MultiRegionConfiguration?.MultiRegionKeyType === 'REPLICA'
    ? 'Multi-Region: replica'
    : 'Multi-Region: primary';
};

interface Props extends OfKey {
  readonly aliases: readonly string[];
}

const General = ({ metadata, changed, aliases }: Props) => {
  const { Arn = '', KeyId, ExpirationModel, DeletionDate } = metadata;
  const edit = isOwn(metadata) ? (
    <OpenButton label="Edit description">
      {(close) => <DescriptionDialog metadata={metadata} changed={changed} close={close} />}
    </OpenButton>
  ) : undefined;
  return (
    <Container
      header={
        <Header variant="h2" actions={edit}>
          General
        </Header>
      }
    >
      <SpaceBetween size="m">
        <Facts
          items={[
            ['ARN', <Copyable key="arn" text={Arn} what="ARN" />],
            ['Key ID', <Copyable key="id" text={KeyId} what="key ID" />],
            ['Aliases', aliases.join(', ')],
            ['Status', <KeyStateView key="state" state={metadata.KeyState} />],
            ['Created', <Time key="created" at={metadata.CreationDate} />],
            ['Managed by', isOwn(metadata) ? 'This account' : 'An AWS service'],
            ['Description', metadata.Description],
            ...(DeletionDate === undefined
              ? []
              : [['Deletion', <Time key="deletion" at={DeletionDate} />] as const]),
          ]}
        />
        <Facts
          items={[
            ['Usage', usageLabel(metadata.KeyUsage)],
            ['Key spec', specLabel(metadata.KeySpec)],
            ['Algorithms', algorithmsOf(metadata)],
            ['Origin', metadata.Origin === 'EXTERNAL' ? 'Imported' : 'KMS'],
            ['Regions', regionsOf(metadata)],
            ['Current key material', metadata.CurrentKeyMaterialId],
            ...(ExpirationModel === undefined
              ? []
              : [
                  [
                    'Key material expires',
                    metadata.ValidTo === undefined ? (
                      'Never'
                    ) : (
                      <Time key="expires" at={metadata.ValidTo} />
                    ),
                  ] as const,
                ]),
          ]}
        />
        <RelatedLinks arn={Arn} name={Arn} />
      </SpaceBetween>
    </Container>
  );
};

const pem = (base64: string): string =>
  [
    '-----BEGIN PUBLIC KEY-----',
    ...(base64.match(/.{1,64}/g) ?? []),
    '-----END PUBLIC KEY-----',
  ].join('\n');

const PublicKey = ({ id }: { readonly id: string | undefined }) => {
  const found = useAws<GetPublicKeyResponse>({
    service: 'kms',
    operation: 'GetPublicKey',
    input: { KeyId: id },
  });
  return (
    <Container
      header={
        <Header
          variant="h2"
          description="For whoever encrypts to or verifies with it outside of KMS."
        >
          Public key
        </Header>
      }
    >
      <FailureOr of={found}>
        {({ PublicKey: bytes = '' }) => <CopyBlock text={pem(bytes)} what="public key" />}
      </FailureOr>
    </Container>
  );
};

export const Details = (props: Props) => (
  <SpaceBetween size="l">
    <General {...props} />
    {hasPublicKey(props.metadata) && props.metadata.KeyState === 'Enabled' ? (
      <PublicKey id={props.metadata.KeyId} />
    ) : null}
  </SpaceBetween>
);
