import type { ListTagsForResourceResponse } from '@aws-sdk/client-sns';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useNavigate, useParams } from 'react-router';
import { useAccount, useAwsClient } from '../../session/session-context.tsx';
import { ConfirmButton } from '../../shared/confirm.tsx';
import { Copyable } from '../../shared/copyable.tsx';
import { Facts } from '../../shared/facts.tsx';
import { FailureOr } from '../../shared/failure-or.tsx';
import { useNotifications } from '../../shared/notifications.tsx';
import { Page } from '../../shared/page.tsx';
import { PolicySection } from '../../shared/policy-section.tsx';
import { TagsSection } from '../../shared/tags-section.tsx';
import { UrlTabs } from '../../shared/url-tabs.tsx';
import { useAws, useLoad } from '../../shared/use-aws.ts';
import { Publish } from './publish.tsx';
import { Subscriptions } from './subscriptions.tsx';
import { findTopic, type FoundTopic, topicArn } from './topic.ts';

const TopicTags = ({ arn }: { readonly arn: string }) => {
  const aws = useAwsClient();
  const tags = useAws<ListTagsForResourceResponse>({
    service: 'sns',
    operation: 'ListTagsForResource',
    input: { ResourceArn: arn },
  });
  return (
    <FailureOr of={tags}>
      {({ Tags = [] }) => (
        <TagsSection
          tags={Tags.map(({ Key = '', Value = '' }) => ({ key: Key, value: Value }))}
          save={async (added, removed) => {
            if (removed.length > 0)
              await aws.call('sns', 'UntagResource', { ResourceArn: arn, TagKeys: removed });
            if (added.length > 0)
              await aws.call('sns', 'TagResource', {
                ResourceArn: arn,
                Tags: added.map(({ key, value }) => ({ Key: key, Value: value })),
              });
          }}
          saved={tags.reload}
        />
      )}
    </FailureOr>
  );
};

interface Props {
  readonly topic: FoundTopic;
  readonly changed: () => void;
}

const Content = ({ topic, changed }: Props) => {
  const aws = useAwsClient();
  const { arn, attributes } = topic;
  const policy = (
    <PolicySection
      document={attributes['Policy']}
      description="Who may publish to the topic and subscribe to it."
      template=""
      save={(document) =>
        aws.call('sns', 'SetTopicAttributes', {
          TopicArn: arn,
          AttributeName: 'Policy',
          AttributeValue: document,
        })
      }
      saved={changed}
    />
  );
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">Summary</Header>}>
        <Facts
          items={[
            ['ARN', <Copyable key="arn" text={arn} what="ARN" />],
            ['Display name', attributes['DisplayName']],
            ['Owner', attributes['Owner']],
            ['Confirmed subscriptions', attributes['SubscriptionsConfirmed']],
            ['Waiting for confirmation', attributes['SubscriptionsPending']],
            ['Deleted subscriptions', attributes['SubscriptionsDeleted']],
          ]}
        />
      </Container>
      <UrlTabs
        label="Topic"
        tabs={[
          ['subscriptions', 'Subscriptions', <Subscriptions key="subscriptions" arn={arn} />],
          ['publish', 'Publish', <Publish key="publish" arn={arn} />],
          ['policy', 'Access policy', policy],
          ['tags', 'Tags', <TopicTags key="tags" arn={arn} />],
        ]}
      />
    </SpaceBetween>
  );
};

export const Component = () => {
  const { name = '' } = useParams();
  const aws = useAwsClient();
  const account = useAccount();
  const navigate = useNavigate();
  const { succeeded } = useNotifications();
  const arn = topicArn(aws.region, account, name);
  const topic = useLoad(`topic ${arn}`, (signal) => findTopic(aws, arn, signal));
  const remove = (
    <ConfirmButton
      label="Delete"
      title={`Delete topic ${name}`}
      text="Its subscriptions go with it, and who publishes to it is refused."
      act={() => aws.call('sns', 'DeleteTopic', { TopicArn: arn })}
      done={() => {
        succeeded(`Topic ${name} deleted.`);
        void navigate('/sns/topics');
      }}
    />
  );
  return (
    <Page title={name} actions={topic.data === undefined ? undefined : remove}>
      <FailureOr of={topic}>
        {(found) => <Content topic={found} changed={topic.reload} />}
      </FailureOr>
    </Page>
  );
};
