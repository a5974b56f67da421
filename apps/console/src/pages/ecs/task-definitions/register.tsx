import type { RegisterTaskDefinitionResponse } from '@aws-sdk/client-ecs';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Form from '@cloudscape-design/components/form';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { toApiError } from '../../../api/api-error.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { JsonEditor } from '../../../shared/json-editor.tsx';
import { jsonFault } from '../../../shared/json-fault.ts';
import { useNotifications } from '../../../shared/notifications.tsx';
import { Page } from '../../../shared/page.tsx';
import { type EditedTag, TagEditor } from '../../../shared/tag-editor.tsx';
import { definitionPath, lastOf, tagsMember } from '../shared/names.ts';

const EXAMPLE = `{
  "family": "web",
  "networkMode": "awsvpc",
  "requiresCompatibilities": ["FARGATE"],
  "cpu": "256",
  "memory": "512",
  "containerDefinitions": [
    {
      "name": "web",
      "image": "public.ecr.aws/nginx/nginx:stable",
      "essential": true,
      "portMappings": [{ "containerPort": 80 }]
    }
  ]
}`;

const isRecord = (value: unknown): value is object =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

const inputOf = (document: string, tags: readonly EditedTag[]): object => {
  const parsed: unknown = JSON.parse(document);
  if (!isRecord(parsed)) throw new Error('The task definition must be a JSON object.');
  return { ...parsed, ...tagsMember(tags) };
};

export const Component = () => {
  const aws = useAwsClient();
  const navigate = useNavigate();
  const { succeeded, failed } = useNotifications();
  const [document, setDocument] = useState(EXAMPLE);
  const [tags, setTags] = useState<readonly EditedTag[]>([]);
  const [busy, setBusy] = useState(false);
  const register = async (): Promise<void> => {
    setBusy(true);
    try {
      const { taskDefinition } = await aws.call<RegisterTaskDefinitionResponse>(
        'ecs',
        'RegisterTaskDefinition',
        inputOf(document, tags),
      );
      succeeded(`Task definition ${lastOf(taskDefinition?.taskDefinitionArn)} registered.`);
      await navigate(definitionPath(taskDefinition?.taskDefinitionArn));
    } catch (error) {
      failed(toApiError(error), 'The task definition was not registered');
    } finally {
      setBusy(false);
    }
  };
  return (
    <Page title="Register task definition">
      <Form
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={() => void navigate('/ecs/task-definitions')}>
              Cancel
            </Button>
            <Button
              variant="primary"
              loading={busy}
              disabled={document.trim() === '' || jsonFault(document) !== undefined}
              onClick={() => void register()}
            >
              Register
            </Button>
          </SpaceBetween>
        }
      >
        <SpaceBetween size="l">
          <Container header={<Header variant="h2">Task definition</Header>}>
            <JsonEditor
              label="Task definition"
              value={document}
              change={setDocument}
              minimumLines={18}
            />
          </Container>
          <Container header={<Header variant="h2">Tags</Header>}>
            <TagEditor tags={tags} change={setTags} />
          </Container>
        </SpaceBetween>
      </Form>
    </Page>
  );
};
