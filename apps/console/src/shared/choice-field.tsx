import FormField from '@cloudscape-design/components/form-field';
import Select from '@cloudscape-design/components/select';
import type { ReactNode } from 'react';

interface Props {
  readonly label: string;
  readonly description?: ReactNode;
  readonly value: string;
  readonly options: readonly (readonly [value: string, label: string])[];
  readonly change: (value: string) => void;
  readonly loading?: boolean;
  readonly empty?: string;
}

/** One of several, by name. */
export const ChoiceField = (props: Props) => {
  const options = props.options.map(([value, label]) => ({ value, label }));
  return (
    <FormField label={props.label} description={props.description}>
      <Select
        selectedOption={options.find(({ value }) => value === props.value) ?? null}
        options={options}
        statusType={props.loading === true ? 'loading' : 'finished'}
        loadingText="Loading"
        empty={props.empty ?? 'Nothing to choose from'}
        placeholder="Choose"
        filteringType={options.length > 12 ? 'auto' : 'none'}
        onChange={({ detail }) => props.change(detail.selectedOption.value ?? '')}
      />
    </FormField>
  );
};
