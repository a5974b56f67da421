import type {
  GetEbsDefaultKmsKeyIdResult,
  GetEbsEncryptionByDefaultResult,
  GetImageBlockPublicAccessStateResult,
  GetSnapshotBlockPublicAccessStateResult,
} from '@aws-sdk/client-ec2';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { ReactNode } from 'react';
import { useAwsClient } from '../../../session/session-context.tsx';
import { Actions } from '../../../shared/actions.tsx';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { Facts } from '../../../shared/facts.tsx';
import { FailureOr } from '../../../shared/failure-or.tsx';
import { Page } from '../../../shared/page.tsx';
import { useAws } from '../../../shared/use-aws.ts';
import { FormButton } from '../shared/form-button.tsx';

const ask = (operation: string) => ({ service: 'ec2', operation, input: {} }) as const;

interface SectionProps {
  readonly title: string;
  readonly description: string;
  readonly actions: ReactNode;
  readonly children: ReactNode;
}

const Section = ({ title, description, actions, children }: SectionProps) => (
  <Container
    header={
      <Header variant="h2" description={description} actions={<Actions>{actions}</Actions>}>
        {title}
      </Header>
    }
  >
    {children}
  </Container>
);

const Encryption = () => {
  const aws = useAwsClient();
  const state = useAws<GetEbsEncryptionByDefaultResult>(ask('GetEbsEncryptionByDefault'));
  const key = useAws<GetEbsDefaultKmsKeyIdResult>(ask('GetEbsDefaultKmsKeyId'));
  const on = state.data?.EbsEncryptionByDefault === true;
  const verb = on ? 'Disable' : 'Enable';
  return (
    <Section
      title="EBS encryption"
      description="Whether new volumes and copies of snapshots are encrypted without being asked to."
      actions={
        <>
          <FormButton
            label="Change default key"
            fields={[{ id: 'key', label: 'KMS key', description: 'Key ID, alias or ARN.' }]}
            act={(values) =>
              aws.call('ec2', 'ModifyEbsDefaultKmsKeyId', { KmsKeyId: values['key'] })
            }
            done={key.reload}
          />
          <ConfirmButton
            label={`${verb} encryption`}
            title={`${verb} encryption by default`}
            text={
              on
                ? 'New volumes are not encrypted then, unless each request says so.'
                : 'Every new volume in this Region is encrypted. Those that are there stay as they are.'
            }
            disabled={state.data === undefined}
            act={() => aws.call('ec2', `${verb}EbsEncryptionByDefault`, {})}
            done={state.reload}
          />
        </>
      }
    >
      <FailureOr of={state}>
        {() => (
          <Facts
            columns={2}
            items={[
              [
                'Always encrypt new volumes',
                <StatusIndicator key="on" type={on ? 'success' : 'warning'}>
                  {on ? 'Enabled' : 'Disabled'}
                </StatusIndicator>,
              ],
              ['Default key', key.data?.KmsKeyId ?? key.error?.message],
            ]}
          />
        )}
      </FailureOr>
    </Section>
  );
};

const SNAPSHOT_STATES = [
  ['block-all-sharing', 'Block all: what is public is so no more'],
  ['block-new-sharing', 'Block new: what is public stays so'],
  ['unblocked', 'Do not block'],
] as const;

const IMAGE_STATES = [
  ['block-new-sharing', 'Block new: what is public stays so'],
  ['unblocked', 'Do not block'],
] as const;

interface BlockProps {
  readonly title: string;
  readonly what: string;
  readonly noun: 'Snapshot' | 'Image';
  readonly member: 'State' | 'ImageBlockPublicAccessState';
  readonly options: readonly (readonly [string, string])[];
}

const BlockPublicAccess = ({ title, what, noun, member, options }: BlockProps) => {
  const aws = useAwsClient();
  const loaded = useAws<
    GetSnapshotBlockPublicAccessStateResult & GetImageBlockPublicAccessStateResult
  >(ask(`Get${noun}BlockPublicAccessState`));
  const state = loaded.data?.[member];
  return (
    <Section
      title={title}
      description={`Whether ${what} of this account can be made public in this Region.`}
      actions={
        <FormButton
          label={`Change for ${what}`}
          fields={[{ id: 'state', label: 'Public access', options, initial: state ?? '' }]}
          disabled={state === undefined}
          act={(values) =>
            values['state'] === 'unblocked'
              ? aws.call('ec2', `Disable${noun}BlockPublicAccess`, {})
              : aws.call('ec2', `Enable${noun}BlockPublicAccess`, { [member]: values['state'] })
          }
          done={loaded.reload}
        />
      }
    >
      <FailureOr of={loaded}>
        {() => (
          <StatusIndicator type={state === 'unblocked' ? 'warning' : 'success'}>
            {options.find(([value]) => value === state)?.[1] ?? state}
          </StatusIndicator>
        )}
      </FailureOr>
    </Section>
  );
};

/** What holds for everything of EC2 in the account and the Region. */
export const Component = () => (
  <Page title="EC2 settings" description="They hold for this account and this Region.">
    <Encryption />
    <BlockPublicAccess
      title="Block public access for EBS snapshots"
      what="snapshots"
      noun="Snapshot"
      member="State"
      options={SNAPSHOT_STATES}
    />
    <BlockPublicAccess
      title="Block public access for AMIs"
      what="images"
      noun="Image"
      member="ImageBlockPublicAccessState"
      options={IMAGE_STATES}
    />
  </Page>
);
