import Container from '@cloudscape-design/components/container';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Multiselect from '@cloudscape-design/components/multiselect';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useAwsClient } from '../../../session/session-context.tsx';
import { JsonField } from '../../../shared/json-field.tsx';
import { TagEditor } from '../../../shared/tag-editor.tsx';
import { TextField } from '../../../shared/text-field.tsx';
import { REGIONS } from '../../../shell/regions.ts';
import { usePolicyFindings } from '../shared/use-policy-findings.ts';
import type { StepProps } from './draft.ts';

const Permissions = ({ draft, change }: StepProps) => {
  const remarks = usePolicyFindings(draft.policy);
  return (
    <ExpandableSection variant="container" headerText="Resource permissions (optional)">
      <JsonField
        label="Resource policy"
        description="Who else may use the secret. One that lets everybody in is refused."
        value={draft.policy}
        change={(policy) => change({ policy })}
        remarks={remarks}
        minimumLines={8}
      />
    </ExpandableSection>
  );
};

const Replicas = ({ draft, change }: StepProps) => {
  const { region } = useAwsClient();
  const options = REGIONS.filter(([id]) => id !== region).map(([id, name]) => ({
    value: id,
    label: `${name} ${id}`,
  }));
  return (
    <ExpandableSection variant="container" headerText="Replicate secret (optional)">
      <FormField label="Other Regions" description="A replica follows the secret." stretch>
        <Multiselect
          options={options}
          selectedOptions={options.filter(({ value }) => draft.replicas.includes(value))}
          placeholder="Choose"
          filteringType="auto"
          filteringAriaLabel="Find Regions"
          deselectAriaLabel={({ label }) => `Remove ${label}`}
          onChange={({ detail }) =>
            change({ replicas: detail.selectedOptions.flatMap(({ value }) => value ?? []) })
          }
        />
      </FormField>
    </ExpandableSection>
  );
};

export const ConfigureStep = (props: StepProps) => {
  const { draft, change } = props;
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">Secret name and description</Header>}>
        <SpaceBetween size="m">
          <TextField
            label="Secret name"
            constraint="Letters, digits, and / _ + = . @ -"
            placeholder="prod/github"
            value={draft.name}
            change={(name) => change({ name })}
          />
          <TextField
            label="Description (optional)"
            value={draft.description}
            change={(description) => change({ description })}
          />
        </SpaceBetween>
      </Container>
      <Container header={<Header variant="h2">Tags (optional)</Header>}>
        <TagEditor tags={draft.tags} change={(tags) => change({ tags })} />
      </Container>
      <Permissions {...props} />
      <Replicas {...props} />
    </SpaceBetween>
  );
};
