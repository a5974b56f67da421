import Checkbox from '@cloudscape-design/components/checkbox';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tiles from '@cloudscape-design/components/tiles';
import { ChoiceField } from '../../../shared/choice-field.tsx';
import { SPECS, USAGES } from '../shared/specs.ts';
import { canRotate, type StepProps, withUsage } from './draft.ts';

const Material = ({ draft, change }: StepProps) => (
  <Container header={<Header variant="h2">Key material</Header>}>
    <SpaceBetween size="m">
      <ChoiceField
        label="Origin"
        description="Where the secret comes from. It cannot be changed later."
        value={draft.origin}
        options={[
          ['AWS_KMS', 'KMS makes it (recommended)'],
          ['EXTERNAL', 'Import it: you make it, wrap it, and keep a copy'],
        ]}
        change={(origin) => change({ origin: origin === 'EXTERNAL' ? origin : 'AWS_KMS' })}
      />
      <Checkbox
        checked={draft.multiRegion}
        description="The same key material can be used in other Regions, by keys with the same ID. A single-Region key cannot become one later."
        onChange={({ detail }) => change({ multiRegion: detail.checked })}
      >
        Multi-Region key
      </Checkbox>
      {canRotate(draft) ? (
        <Checkbox
          checked={draft.rotates}
          description="New key material every year; what older material encrypted can still be read."
          onChange={({ detail }) => change({ rotates: detail.checked })}
        >
          Rotate automatically
        </Checkbox>
      ) : null}
    </SpaceBetween>
  </Container>
);

/** What cannot be changed later. */
export const TypeStep = ({ draft, change }: StepProps) => (
  <SpaceBetween size="l">
    <Container header={<Header variant="h2">Key type</Header>}>
      <SpaceBetween size="m">
        <FormField label="Key usage" stretch>
          <Tiles
            value={draft.usage}
            items={[...USAGES]}
            columns={1}
            onChange={({ detail }) => change(withUsage(detail.value))}
          />
        </FormField>
        <ChoiceField
          label="Key spec"
          value={draft.spec}
          options={SPECS[draft.usage] ?? []}
          change={(spec) => change({ spec })}
        />
      </SpaceBetween>
    </Container>
    <Material draft={draft} change={change} />
  </SpaceBetween>
);
