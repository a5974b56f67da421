import type { DescribeTaskDefinitionResponse, TaskDefinition } from '@aws-sdk/client-ecs';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import { useParams } from 'react-router';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { Copyable } from '../../../shared/copyable.tsx';
import { Facts } from '../../../shared/facts.tsx';
import { FailureOr } from '../../../shared/failure-or.tsx';
import { JsonEditor } from '../../../shared/json-editor.tsx';
import { Page } from '../../../shared/page.tsx';
import { Time } from '../../../shared/time.tsx';
import { useAws } from '../../../shared/use-aws.ts';
import { EcsTags } from '../shared/ecs-tags.tsx';
import { fromEcsTags } from '../shared/names.ts';
import { Status } from '../shared/status.tsx';

const Summary = ({ definition }: { readonly definition: Json<TaskDefinition> }) => (
  <Container header={<Header variant="h2">Summary</Header>}>
    <Facts
      items={[
        ['ARN', <Copyable key="arn" text={definition.taskDefinitionArn} what="ARN" />],
        ['Status', <Status key="status" of={definition.status} />],
        ['Network mode', definition.networkMode],
        ['CPU and memory', [definition.cpu, definition.memory].filter(Boolean).join(' / ')],
        ['Task role', definition.taskRoleArn],
        ['Registered', <Time key="registered" at={definition.registeredAt} />],
      ]}
    />
  </Container>
);

export const Component = () => {
  const { revision = '' } = useParams();
  const aws = useAwsClient();
  const loaded = useAws<DescribeTaskDefinitionResponse>({
    service: 'ecs',
    operation: 'DescribeTaskDefinition',
    input: { taskDefinition: revision, include: ['TAGS'] },
  });
  const isActive = loaded.data?.taskDefinition?.status === 'ACTIVE';
  return (
    <Page
      title={revision}
      actions={
        <ConfirmButton
          label="Deregister"
          title={`Deregister ${revision}`}
          text="No new tasks can be run from it; those that run go on."
          disabled={!isActive}
          act={() => aws.call('ecs', 'DeregisterTaskDefinition', { taskDefinition: revision })}
          done={loaded.reload}
        />
      }
    >
      <FailureOr of={loaded}>
        {({ taskDefinition, tags }) =>
          taskDefinition === undefined ? null : (
            <>
              <Summary definition={taskDefinition} />
              <Container header={<Header variant="h2">JSON</Header>}>
                <JsonEditor
                  label="Task definition"
                  value={JSON.stringify(taskDefinition, undefined, 2)}
                />
              </Container>
              <EcsTags
                arn={taskDefinition.taskDefinitionArn ?? ''}
                tags={fromEcsTags(tags)}
                saved={loaded.reload}
              />
            </>
          )
        }
      </FailureOr>
    </Page>
  );
};
