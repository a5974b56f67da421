import Autosuggest from '@cloudscape-design/components/autosuggest';
import FormField from '@cloudscape-design/components/form-field';
import type { ReactNode } from 'react';
import type { Loaded } from './use-aws.ts';

interface Props {
  readonly label: string;
  readonly description?: ReactNode;
  readonly value: string;
  readonly change: (value: string) => void;
  /** What there is to choose from; where it may not be listed one writes it. */
  readonly choices: Loaded<readonly string[]>;
}

/** A text that is most often one of those that exist. */
export const SuggestField = ({ label, description, value, change, choices }: Props) => (
  <FormField label={label} description={description}>
    <Autosuggest
      value={value}
      options={(choices.data ?? []).map((choice) => ({ value: choice }))}
      statusType={choices.error !== undefined ? 'error' : choices.loading ? 'loading' : 'finished'}
      loadingText="Loading"
      errorText="They may not be listed: write it."
      empty="Nothing to choose from"
      enteredTextLabel={(text) => `Use ${text}`}
      ariaLabel={label}
      onChange={({ detail }) => change(detail.value)}
    />
  </FormField>
);
