import type { Reservation } from '@aws-sdk/client-ec2';
import Button from '@cloudscape-design/components/button';
import Checkbox from '@cloudscape-design/components/checkbox';
import Container from '@cloudscape-design/components/container';
import Form from '@cloudscape-design/components/form';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Multiselect from '@cloudscape-design/components/multiselect';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { useAwsClient } from '../../../session/session-context.tsx';
import { ErrorAlert } from '../../../shared/error-alert.tsx';
import { useNotifications } from '../../../shared/notifications.tsx';
import { Page } from '../../../shared/page.tsx';
import { type EditedTag, TagEditor } from '../../../shared/tag-editor.tsx';
import { useAction, useLoad } from '../../../shared/use-aws.ts';
import { type Field, FieldView, initialValues, type Values } from '../shared/fields.tsx';
import {
  groupsOf,
  images,
  instanceTypes,
  keyPairs,
  profiles,
  subnetsOf,
  vpcs,
} from '../shared/sources.ts';
import { type Launch, launchInput } from './launch-input.ts';

const SERVER: readonly Field[] = [
  { id: 'name', label: 'Name', optional: true },
  { id: 'image', label: 'Image', source: images },
  { id: 'type', label: 'Instance type', source: instanceTypes, initial: 't3.micro' },
  { id: 'count', label: 'Number of instances', initial: '1' },
  { id: 'key', label: 'Key pair', source: keyPairs, optional: true },
  { id: 'profile', label: 'Instance profile', source: profiles, optional: true },
];

const networkFields = (vpc: string): readonly Field[] => [
  {
    id: 'vpc',
    label: 'VPC',
    source: vpcs,
    optional: true,
    description: 'None: the default VPC, its default subnet and its default security group.',
  },
  ...(vpc === ''
    ? []
    : [
        {
          id: 'subnet',
          label: 'Subnet',
          source: subnetsOf(vpc),
          sourceKey: vpc,
        },
      ]),
];

interface PartProps {
  readonly launch: Launch;
  readonly change: (part: Partial<Launch>) => void;
}

interface FieldsProps extends PartProps {
  readonly fields: readonly Field[];
}

const Fields = ({ fields, launch, change }: FieldsProps) => (
  <SpaceBetween size="m">
    {fields.map((field) => (
      <FieldView
        key={field.id}
        field={field}
        value={launch.values[field.id] ?? ''}
        change={(value) => {
          const values: Values = { ...launch.values, [field.id]: value };
          // What was of another network is not of this one.
          change(
            field.id === 'vpc' ? { values: { ...values, subnet: '' }, groups: [] } : { values },
          );
        }}
      />
    ))}
  </SpaceBetween>
);

const Groups = ({ launch, change }: PartProps) => {
  const aws = useAwsClient();
  const vpc = launch.values['vpc'] ?? '';
  const { data, loading } = useLoad(`groups ${aws.region} ${vpc}`, (signal) =>
    vpc === '' ? Promise.resolve([]) : groupsOf(vpc)(aws, signal),
  );
  if (vpc === '') return null;
  const options = (data ?? []).map(([value, label]) => ({ value, label }));
  return (
    <FormField label="Security groups" description="None: the default group of the VPC.">
      <Multiselect
        options={options}
        selectedOptions={options.filter(({ value }) => launch.groups.includes(value))}
        statusType={loading ? 'loading' : 'finished'}
        loadingText="Loading"
        placeholder="Choose"
        deselectAriaLabel={({ label }) => `Remove ${label}`}
        onChange={({ detail }) =>
          change({ groups: detail.selectedOptions.flatMap(({ value }) => value ?? []) })
        }
      />
    </FormField>
  );
};

const Guards = ({ launch, change }: PartProps) => (
  <Container header={<Header variant="h2">Protection</Header>}>
    <SpaceBetween size="s">
      <Checkbox
        checked={launch.imdsv2}
        description="Programs must ask for a session token before the metadata tells them credentials."
        onChange={({ detail }) => change({ imdsv2: detail.checked })}
      >
        Require IMDSv2
      </Checkbox>
      <Checkbox
        checked={launch.encrypted}
        onChange={({ detail }) => change({ encrypted: detail.checked })}
      >
        Encrypt the root volume
      </Checkbox>
      <Checkbox
        checked={launch.isProtected}
        onChange={({ detail }) => change({ isProtected: detail.checked })}
      >
        Protect from termination
      </Checkbox>
    </SpaceBetween>
  </Container>
);

const NEW: Launch = {
  values: { ...initialValues(SERVER), vpc: '', subnet: '' },
  groups: [],
  tags: [],
  imdsv2: true,
  encrypted: true,
  isProtected: false,
};

const Sections = ({ launch, change }: PartProps) => {
  const parts = { launch, change };
  return (
    <>
      <Container header={<Header variant="h2">Server</Header>}>
        <Fields {...parts} fields={SERVER} />
      </Container>
      <Container header={<Header variant="h2">Network</Header>}>
        <SpaceBetween size="m">
          <Fields {...parts} fields={networkFields(launch.values['vpc'] ?? '')} />
          <Groups {...parts} />
        </SpaceBetween>
      </Container>
      <Guards {...parts} />
      <Container header={<Header variant="h2">Tags</Header>}>
        <TagEditor tags={launch.tags} change={(tags: readonly EditedTag[]) => change({ tags })} />
      </Container>
    </>
  );
};

export const Component = () => {
  const aws = useAwsClient();
  const navigate = useNavigate();
  const { succeeded } = useNotifications();
  const action = useAction();
  const [launch, setLaunch] = useState(NEW);
  const change = (part: Partial<Launch>): void => setLaunch((before) => ({ ...before, ...part }));
  const submit = async (): Promise<void> => {
    const ids: string[] = [];
    const done = await action.run(async () => {
      const input = await launchInput(aws, launch);
      const made = await aws.call<Reservation>('ec2', 'RunInstances', input);
      ids.push(...(made.Instances ?? []).flatMap(({ InstanceId }) => InstanceId ?? []));
    });
    if (!done) return;
    succeeded(`${ids.join(', ')}: launching.`);
    await navigate('/ec2/instances');
  };
  return (
    <Page title="Launch an instance">
      <Form
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={() => void navigate('/ec2/instances')}>
              Cancel
            </Button>
            <Button
              variant="primary"
              loading={action.busy}
              disabled={launch.values['image'] === ''}
              onClick={() => void submit()}
            >
              Launch instance
            </Button>
          </SpaceBetween>
        }
      >
        <SpaceBetween size="l">
          <Sections launch={launch} change={change} />
          <ErrorAlert error={action.error} />
        </SpaceBetween>
      </Form>
    </Page>
  );
};
