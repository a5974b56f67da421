import type { GetFunctionResponse } from '@aws-sdk/client-lambda';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import type { Json } from '../../api/json.ts';
import { useAwsClient } from '../../session/session-context.tsx';
import { ConfirmButton } from '../../shared/confirm.tsx';
import { FailureOr } from '../../shared/failure-or.tsx';
import { useNotifications } from '../../shared/notifications.tsx';
import { Page } from '../../shared/page.tsx';
import { usePolling } from '../../shared/refresh.ts';
import { TagsSection } from '../../shared/tags-section.tsx';
import { UrlTabs } from '../../shared/url-tabs.tsx';
import { useAws } from '../../shared/use-aws.ts';
import { CodeSection } from './code/section.tsx';
import { Asynchronous } from './configuration/asynchronous.tsx';
import { Concurrency } from './configuration/concurrency.tsx';
import { Environment } from './configuration/environment.tsx';
import { General } from './configuration/general.tsx';
import { Overview } from './overview.tsx';
import { TestSection } from './test.tsx';
import { Triggers } from './triggers/table.tsx';
import { Aliases } from './versions/aliases.tsx';
import { Versions } from './versions/versions.tsx';

interface Props {
  readonly found: Json<GetFunctionResponse>;
  readonly changed: () => void;
}

const FunctionTags = ({ found, changed }: Props) => {
  const aws = useAwsClient();
  const Resource = found.Configuration?.FunctionArn;
  return (
    <TagsSection
      tags={Object.entries(found.Tags ?? {}).map(([key, value]) => ({ key, value }))}
      save={async (added, removed) => {
        if (removed.length > 0)
          await aws.call('lambda', 'UntagResource', { Resource, TagKeys: removed });
        if (added.length > 0)
          await aws.call('lambda', 'TagResource', {
            Resource,
            Tags: Object.fromEntries(added.map(({ key, value }) => [key, value])),
          });
      }}
      saved={changed}
    />
  );
};

const Configuration = ({ found, changed }: Props) => {
  const { Configuration: configuration = {} } = found;
  const { FunctionName = '' } = configuration;
  return (
    <SpaceBetween size="l">
      <General configuration={configuration} changed={changed} />
      <Environment configuration={configuration} changed={changed} />
      <Concurrency name={FunctionName} />
      <Asynchronous name={FunctionName} />
      <FunctionTags found={found} changed={changed} />
    </SpaceBetween>
  );
};

const Content = ({ found, changed }: Props) => {
  const [turn, setTurn] = useState(0);
  const { Configuration: configuration = {} } = found;
  const { FunctionName = '', FunctionArn = '', State, LastUpdateStatus } = configuration;
  usePolling(State === 'Pending' || LastUpdateStatus === 'InProgress', changed);
  return (
    <SpaceBetween size="l">
      <Overview configuration={configuration} turn={turn} />
      <UrlTabs
        label="Parts of the function"
        tabs={[
          ['code', 'Code', <CodeSection key="code" found={found} changed={changed} />],
          ['test', 'Test', <TestSection key="test" name={FunctionName} />],
          [
            'triggers',
            'Triggers',
            <Triggers
              key="triggers"
              name={FunctionName}
              arn={FunctionArn}
              changed={() => setTurn((before) => before + 1)}
            />,
          ],
          [
            'configuration',
            'Configuration',
            <Configuration key="configuration" found={found} changed={changed} />,
          ],
          [
            'versions',
            'Versions and aliases',
            <SpaceBetween key="versions" size="l">
              <Versions name={FunctionName} />
              <Aliases name={FunctionName} />
            </SpaceBetween>,
          ],
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
  const found = useAws<GetFunctionResponse>({
    service: 'lambda',
    operation: 'GetFunction',
    input: { FunctionName: name },
  });
  return (
    <Page
      title={name}
      actions={
        <ConfirmButton
          label="Delete"
          title={`Delete function ${name}`}
          text="Its versions and aliases go with it. What triggers it stays and fails."
          act={() => aws.call('lambda', 'DeleteFunction', { FunctionName: name })}
          done={() => {
            succeeded(`Function ${name} deleted.`);
            void navigate('/lambda/functions');
          }}
        />
      }
    >
      <FailureOr of={found}>{(data) => <Content found={data} changed={found.reload} />}</FailureOr>
    </Page>
  );
};
