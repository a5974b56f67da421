import type { DescribeLogGroupsResponse, LogGroup } from '@aws-sdk/client-cloudwatch-logs';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { ApiError } from '../../../api/api-error.ts';
import type { Aws } from '../../../api/aws.ts';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { ChoiceField } from '../../../shared/choice-field.tsx';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { Copyable } from '../../../shared/copyable.tsx';
import { EditButtons } from '../../../shared/edit-buttons.tsx';
import { ErrorAlert } from '../../../shared/error-alert.tsx';
import { Facts } from '../../../shared/facts.tsx';
import { FailureOr } from '../../../shared/failure-or.tsx';
import { useNotifications } from '../../../shared/notifications.tsx';
import { Page } from '../../../shared/page.tsx';
import { TagsSection } from '../../../shared/tags-section.tsx';
import { Time } from '../../../shared/time.tsx';
import { UrlTabs } from '../../../shared/url-tabs.tsx';
import { useAction, useAws, useLoad } from '../../../shared/use-aws.ts';
import { LogSearch } from '../events/search.tsx';
import { MetricFilters } from '../filters/metric-filters.tsx';
import { SubscriptionFilters } from '../filters/subscription-filters.tsx';
import { groupPath, isoOf } from '../shared/names.ts';
import { RETENTIONS, retentionText } from '../shared/retention.ts';
import { Streams } from '../streams/table.tsx';

type Group = Json<LogGroup>;

const findGroup = async (aws: Aws, name: string, signal: AbortSignal): Promise<Group> => {
  const { logGroups = [] } = await aws.call<DescribeLogGroupsResponse>(
    'logs',
    'DescribeLogGroups',
    { logGroupNamePrefix: name, limit: 1 },
    signal,
  );
  // Names are given in their order: the one itself comes before those that begin with it.
  const found = logGroups.find(({ logGroupName }) => logGroupName === name);
  if (found !== undefined) return found;
  throw new ApiError(400, {
    code: 'ResourceNotFoundException',
    message: 'The specified log group does not exist.',
  });
};

interface Props {
  readonly group: Group;
  readonly changed: () => void;
}

const Summary = ({ group, changed }: Props) => {
  const aws = useAwsClient();
  const action = useAction();
  const [edited, setEdited] = useState<string>();
  const { logGroupName, retentionInDays } = group;
  const close = (): void => {
    setEdited(undefined);
    action.clear();
  };
  const save = async (): Promise<void> => {
    const done = await action.run(() =>
      edited === undefined || edited === ''
        ? aws.call('logs', 'DeleteRetentionPolicy', { logGroupName })
        : aws.call('logs', 'PutRetentionPolicy', {
            logGroupName,
            retentionInDays: Number(edited),
          }),
    );
    if (!done) return;
    close();
    changed();
  };
  const buttons = (
    <EditButtons
      editing={edited !== undefined}
      busy={action.busy}
      editLabel="Edit retention"
      saveLabel="Save retention"
      edit={() => setEdited(String(retentionInDays ?? ''))}
      cancel={close}
      save={() => void save()}
    />
  );
  return (
    <Container
      header={
        <Header variant="h2" actions={buttons}>
          Summary
        </Header>
      }
    >
      <SpaceBetween size="m">
        <Facts
          items={[
            ['ARN', <Copyable key="arn" text={group.logGroupArn ?? group.arn} what="ARN" />],
            ['Retention', retentionText(retentionInDays)],
            ['Created', <Time key="created" at={isoOf(group.creationTime)} />],
            ['Stored bytes', group.storedBytes],
            ['Class', group.logGroupClass],
            ['KMS key', group.kmsKeyId],
          ]}
        />
        {edited === undefined ? null : (
          <ChoiceField label="Retention" value={edited} options={RETENTIONS} change={setEdited} />
        )}
        <ErrorAlert error={action.error} />
      </SpaceBetween>
    </Container>
  );
};

const GroupTags = ({ arn }: { readonly arn: string }) => {
  const aws = useAwsClient();
  const tags = useAws<{ tags?: Record<string, string> }>({
    service: 'logs',
    operation: 'ListTagsForResource',
    input: { resourceArn: arn },
  });
  return (
    <FailureOr of={tags}>
      {({ tags: found = {} }) => (
        <TagsSection
          tags={Object.entries(found).map(([key, value]) => ({ key, value }))}
          save={async (added, removed) => {
            if (removed.length > 0)
              await aws.call('logs', 'UntagResource', { resourceArn: arn, tagKeys: removed });
            if (added.length > 0)
              await aws.call('logs', 'TagResource', {
                resourceArn: arn,
                tags: Object.fromEntries(added.map(({ key, value }) => [key, value])),
              });
          }}
          saved={tags.reload}
        />
      )}
    </FailureOr>
  );
};

const Content = ({ group, changed }: Props) => {
  const { logGroupName = '', logGroupArn = '' } = group;
  return (
    <SpaceBetween size="l">
      <Summary group={group} changed={changed} />
      <UrlTabs
        label="Parts of the log group"
        tabs={[
          ['streams', 'Log streams', <Streams key="streams" group={logGroupName} />],
          ['search', 'Log events', <LogSearch key="search" group={logGroupName} />],
          [
            'subscriptions',
            'Subscription filters',
            <SubscriptionFilters key="subscriptions" group={logGroupName} />,
          ],
          ['metrics', 'Metric filters', <MetricFilters key="metrics" group={logGroupName} />],
          ['tags', 'Tags', <GroupTags key="tags" arn={logGroupArn} />],
        ]}
      />
    </SpaceBetween>
  );
};

export const Component = () => {
  const { group: name = '' } = useParams();
  const aws = useAwsClient();
  const navigate = useNavigate();
  const { succeeded } = useNotifications();
  const found = useLoad(`${aws.region} ${groupPath(name)}`, (signal) =>
    findGroup(aws, name, signal),
  );
  return (
    <Page
      title={name}
      actions={
        <ConfirmButton
          label="Delete"
          title={`Delete log group ${name}`}
          text="All its streams and log events are gone for good."
          act={() => aws.call('logs', 'DeleteLogGroup', { logGroupName: name })}
          done={() => {
            succeeded(`Log group ${name} deleted.`);
            void navigate('/logs/groups');
          }}
        />
      }
    >
      <FailureOr of={found}>
        {(group) => <Content group={group} changed={found.reload} />}
      </FailureOr>
    </Page>
  );
};
