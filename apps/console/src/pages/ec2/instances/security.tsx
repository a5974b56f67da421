import type { InstanceAttribute } from '@aws-sdk/client-ec2';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useAwsClient } from '../../../session/session-context.tsx';
import { Actions } from '../../../shared/actions.tsx';
import { Facts } from '../../../shared/facts.tsx';
import { FailureOr } from '../../../shared/failure-or.tsx';
import { PageLink } from '../../../shared/link.tsx';
import { useAws } from '../../../shared/use-aws.ts';
import { FormButton } from '../shared/form-button.tsx';
import { IdLink } from '../shared/id-link.tsx';
import { groupsOf } from '../shared/sources.ts';
import type { InstanceRow } from './instances.tsx';

interface Props {
  readonly instance: InstanceRow;
  readonly changed: () => void;
}

const ON_OFF = [
  ['true', 'Protected'],
  ['false', 'Not protected'],
] as const;

const METADATA = [
  ['required', 'Session tokens required (IMDSv2)'],
  ['optional', 'Session tokens optional (IMDSv1 works, too)'],
] as const;

type Protection = 'disableApiTermination' | 'disableApiStop';

const PROTECTIONS = {
  disableApiTermination: ['DisableApiTermination', 'Termination protection'],
  disableApiStop: ['DisableApiStop', 'Stop protection'],
} as const;

const ProtectionOf = ({
  id,
  attribute,
}: {
  readonly id: string;
  readonly attribute: Protection;
}) => {
  const aws = useAwsClient();
  const [member, label] = PROTECTIONS[attribute];
  const loaded = useAws<InstanceAttribute>({
    service: 'ec2',
    operation: 'DescribeInstanceAttribute',
    input: { InstanceId: id, Attribute: attribute },
  });
  return (
    <FailureOr of={loaded}>
      {(found) => {
        const isOn = found[member]?.Value === true;
        return (
          <Actions>
            <span>{isOn ? 'Protected' : 'Not protected'}</span>
            <FormButton
              label={`Change ${label.toLowerCase()}`}
              fields={[{ id: 'on', label, options: ON_OFF, initial: String(!isOn) }]}
              act={({ on }) =>
                aws.call('ec2', 'ModifyInstanceAttribute', {
                  InstanceId: id,
                  [member]: { Value: on === 'true' },
                })
              }
              done={loaded.reload}
            />
          </Actions>
        );
      }}
    </FailureOr>
  );
};

const roleLink = (arn: string | undefined) => {
  const name = arn?.split('/').at(-1);
  return name === undefined ? '–' : <PageLink to={`/iam/roles/${name}`}>{name}</PageLink>;
};

const Buttons = ({ instance, changed }: Props) => {
  const aws = useAwsClient();
  const { InstanceId, VpcId = '', MetadataOptions } = instance;
  return (
    <Actions>
      <FormButton
        label="Change security group"
        text="The group chosen here takes the place of those that guard the instance now."
        fields={[
          { id: 'group', label: 'Security group', source: groupsOf(VpcId), sourceKey: VpcId },
        ]}
        disabled={VpcId === ''}
        act={({ group }) =>
          aws.call('ec2', 'ModifyInstanceAttribute', { InstanceId, Groups: [group] })
        }
        done={changed}
      />
      <FormButton
        label="Change metadata options"
        fields={[
          {
            id: 'tokens',
            label: 'Instance metadata',
            options: METADATA,
            initial: MetadataOptions?.HttpTokens ?? 'required',
          },
        ]}
        act={({ tokens }) =>
          aws.call('ec2', 'ModifyInstanceMetadataOptions', { InstanceId, HttpTokens: tokens })
        }
        done={changed}
      />
    </Actions>
  );
};

export const Security = ({ instance, changed }: Props) => {
  const { InstanceId = '', SecurityGroups = [], IamInstanceProfile, MetadataOptions } = instance;
  return (
    <Container
      header={
        <Header variant="h2" actions={<Buttons instance={instance} changed={changed} />}>
          Security
        </Header>
      }
    >
      <Facts
        items={[
          [
            'Security groups',
            SecurityGroups.length === 0 ? undefined : (
              <SpaceBetween key="groups" size="xxs">
                {SecurityGroups.map(({ GroupId, GroupName }) => (
                  <span key={GroupId}>
                    <IdLink id={GroupId} /> {GroupName}
                  </span>
                ))}
              </SpaceBetween>
            ),
          ],
          ['Instance profile', roleLink(IamInstanceProfile?.Arn)],
          ['Key pair', instance.KeyName],
          [
            'Instance metadata',
            MetadataOptions?.HttpTokens === 'required' ? 'IMDSv2 only' : 'IMDSv1 works, too',
          ],
          [
            'Termination protection',
            <ProtectionOf key="t" id={InstanceId} attribute="disableApiTermination" />,
          ],
          ['Stop protection', <ProtectionOf key="s" id={InstanceId} attribute="disableApiStop" />],
        ]}
      />
    </Container>
  );
};
