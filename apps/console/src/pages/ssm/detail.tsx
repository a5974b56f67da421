import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useNavigate, useParams } from 'react-router';
import { useAwsClient } from '../../session/session-context.tsx';
import { ConfirmButton } from '../../shared/confirm.tsx';
import { Copyable } from '../../shared/copyable.tsx';
import { Facts } from '../../shared/facts.tsx';
import { FailureOr } from '../../shared/failure-or.tsx';
import { useNotifications } from '../../shared/notifications.tsx';
import { Page } from '../../shared/page.tsx';
import { TagsSection } from '../../shared/tags-section.tsx';
import { Time } from '../../shared/time.tsx';
import { UrlTabs } from '../../shared/url-tabs.tsx';
import { useAws, useLoad } from '../../shared/use-aws.ts';
import { History } from './history.tsx';
import { findParameter, LIST_PATH, type ParameterFacts } from './parameter.ts';
import { ParameterValue } from './value.tsx';

interface Props {
  readonly parameter: ParameterFacts;
  readonly changed: () => void;
}

const Summary = ({ parameter }: Pick<Props, 'parameter'>) => (
  <Container header={<Header variant="h2">Summary</Header>}>
    <Facts
      items={[
        ['ARN', <Copyable key="arn" text={parameter.ARN ?? ''} what="ARN" />],
        ['Type', parameter.Type],
        ['Tier', parameter.Tier],
        ['Version', parameter.Version],
        ['Last changed', <Time key="changed" at={parameter.LastModifiedDate} />],
        ['By', parameter.LastModifiedUser],
        ['Description', parameter.Description ?? '–'],
        ['Data type', parameter.DataType],
        ['Allowed pattern', parameter.AllowedPattern ?? 'Any value'],
        ['Encrypted by', parameter.KeyId ?? 'A key that AWS owns'],
      ]}
    />
  </Container>
);

const Policies = ({ parameter }: Pick<Props, 'parameter'>) => {
  const { Policies: policies = [] } = parameter;
  return (
    <Container header={<Header variant="h2">Policies</Header>}>
      {policies.length === 0 ? (
        'No policies'
      ) : (
        <Facts
          columns={1}
          items={policies.map(({ PolicyType = '', PolicyStatus = '', PolicyText }) => [
            `${PolicyType} (${PolicyStatus.toLowerCase()})`,
            <code key="text">{PolicyText}</code>,
          ])}
        />
      )}
    </Container>
  );
};

const ParameterTags = ({ name }: { readonly name: string }) => {
  const aws = useAwsClient();
  const on = { ResourceType: 'Parameter', ResourceId: name };
  const tags = useAws<{ readonly TagList?: readonly { Key?: string; Value?: string }[] }>({
    service: 'ssm',
    operation: 'ListTagsForResource',
    input: on,
  });
  return (
    <FailureOr of={tags}>
      {({ TagList = [] }) => (
        <TagsSection
          tags={TagList.map(({ Key = '', Value = '' }) => ({ key: Key, value: Value }))}
          save={async (added, removed) => {
            if (removed.length > 0)
              await aws.call('ssm', 'RemoveTagsFromResource', { ...on, TagKeys: removed });
            if (added.length > 0)
              await aws.call('ssm', 'AddTagsToResource', {
                ...on,
                Tags: added.map(({ key, value }) => ({ Key: key, Value: value })),
              });
          }}
          saved={tags.reload}
        />
      )}
    </FailureOr>
  );
};

const Content = (props: Props) => {
  const { parameter } = props;
  return (
    <SpaceBetween size="l">
      <Summary parameter={parameter} />
      <UrlTabs
        label="Parameter"
        tabs={[
          ['value', 'Value', <ParameterValue key="value" {...props} />],
          ['history', 'History and labels', <History key="history" parameter={parameter} />],
          ['policies', 'Policies', <Policies key="policies" parameter={parameter} />],
          ['tags', 'Tags', <ParameterTags key="tags" name={parameter.Name ?? ''} />],
        ]}
      />
    </SpaceBetween>
  );
};

export const Component = () => {
  const { name = '' } = useParams();
  const aws = useAwsClient();
  const navigate = useNavigate();
  const { succeeded } = useNotifications();
  const parameter = useLoad(`parameter ${aws.region} ${name}`, (signal) =>
    findParameter(aws, name, signal),
  );
  const isThere = parameter.data?.Name !== undefined;
  const buttons = (
    <ConfirmButton
      label="Delete"
      title={`Delete parameter ${name}`}
      text="The parameter, its versions and its labels are gone."
      act={() => aws.call('ssm', 'DeleteParameter', { Name: name })}
      done={() => {
        succeeded(`Parameter ${name} deleted.`);
        void navigate(LIST_PATH);
      }}
    />
  );
  return (
    <Page title={name} actions={isThere ? buttons : null}>
      <FailureOr of={parameter}>
        {(found) =>
          found.Name === undefined ? (
            <Container>There is no parameter of this name in this Region.</Container>
          ) : (
            <Content parameter={found} changed={parameter.reload} />
          )
        }
      </FailureOr>
    </Page>
  );
};
