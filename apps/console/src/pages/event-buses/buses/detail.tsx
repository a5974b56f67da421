import type { DescribeEventBusResponse } from '@aws-sdk/client-eventbridge';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useNavigate, useParams } from 'react-router';
import type { Json } from '../../../api/json.ts';
import { useAccount, useAwsClient } from '../../../session/session-context.tsx';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { Copyable } from '../../../shared/copyable.tsx';
import { Facts } from '../../../shared/facts.tsx';
import { FailureOr } from '../../../shared/failure-or.tsx';
import { useNotifications } from '../../../shared/notifications.tsx';
import { Page } from '../../../shared/page.tsx';
import { PolicySection } from '../../../shared/policy-section.tsx';
import { Time } from '../../../shared/time.tsx';
import { UrlTabs } from '../../../shared/url-tabs.tsx';
import { useAws } from '../../../shared/use-aws.ts';
import { RulesTable } from '../rules/table.tsx';
import { EventsTags } from '../shared/events-tags.tsx';
import { DEFAULT_BUS } from '../shared/names.ts';

interface Props {
  readonly bus: Json<DescribeEventBusResponse>;
  readonly changed: () => void;
}

/** What an empty editor begins with: another account may put events. */
const template = (arn: string, account: string): string =>
  JSON.stringify(
    {
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'PutEvents',
          Effect: 'Allow',
          Principal: { AWS: `arn:aws:iam::${account}:root` },
          Action: 'events:PutEvents',
          Resource: arn,
        },
      ],
    },
    undefined,
    2,
  );

const Content = ({ bus, changed }: Props) => {
  const aws = useAwsClient();
  const account = useAccount();
  const { Name = '', Arn = '', Policy } = bus;
  const save = (document: string): Promise<unknown> =>
    document === ''
      ? aws.call('events', 'RemovePermission', { EventBusName: Name, RemoveAllPermissions: true })
      : aws.call('events', 'PutPermission', { EventBusName: Name, Policy: document });
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">Summary</Header>}>
        <Facts
          items={[
            ['ARN', <Copyable key="arn" text={Arn} what="ARN" />],
            ['Description', bus.Description],
            ['Created', <Time key="created" at={bus.CreationTime} />],
          ]}
        />
      </Container>
      <UrlTabs
        label="Parts of the event bus"
        tabs={[
          ['rules', 'Rules', <RulesTable key="rules" bus={Name} />],
          [
            'policy',
            'Permissions',
            <PolicySection
              key="policy"
              document={Policy}
              description="Which other accounts may put events on the bus and make rules of it."
              template={template(Arn, account)}
              save={save}
              saved={changed}
            />,
          ],
          ['tags', 'Tags', <EventsTags key="tags" arn={Arn} />],
        ]}
      />
    </SpaceBetween>
  );
};

export const Component = () => {
  const { bus = '' } = useParams();
  const aws = useAwsClient();
  const navigate = useNavigate();
  const { succeeded } = useNotifications();
  const found = useAws<DescribeEventBusResponse>({
    service: 'events',
    operation: 'DescribeEventBus',
    input: { Name: bus },
  });
  return (
    <Page
      title={bus}
      actions={
        bus === DEFAULT_BUS ? undefined : (
          <ConfirmButton
            label="Delete"
            title={`Delete event bus ${bus}`}
            text="Its rules must have been deleted before. Who puts events on it is refused from then on."
            act={() => aws.call('events', 'DeleteEventBus', { Name: bus })}
            done={() => {
              succeeded(`Event bus ${bus} deleted.`);
              void navigate('/eventbridge/buses');
            }}
          />
        )
      }
    >
      <FailureOr of={found}>{(data) => <Content bus={data} changed={found.reload} />}</FailureOr>
    </Page>
  );
};
