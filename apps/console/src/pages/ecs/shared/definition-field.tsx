import type { ListTaskDefinitionsResponse } from '@aws-sdk/client-ecs';
import Autosuggest from '@cloudscape-design/components/autosuggest';
import FormField from '@cloudscape-design/components/form-field';
import { useAws } from '../../../shared/use-aws.ts';
import { lastOf } from './names.ts';

interface Props {
  readonly value: string;
  readonly change: (value: string) => void;
}

/** Active task definitions, the latest first. Who may not list them can still name one. */
export const DefinitionField = ({ value, change }: Props) => {
  const { data, loading } = useAws<ListTaskDefinitionsResponse>({
    service: 'ecs',
    operation: 'ListTaskDefinitions',
    input: { sort: 'DESC', maxResults: 100 },
  });
  return (
    <FormField
      label="Task definition"
      description="Family, with or without revision: web or web:3."
    >
      <Autosuggest
        value={value}
        options={(data?.taskDefinitionArns ?? []).map((arn) => ({ value: lastOf(arn) }))}
        statusType={loading ? 'loading' : 'finished'}
        loadingText="Loading task definitions"
        enteredTextLabel={(text) => `Task definition ${text}`}
        empty="No task definitions that you may see: register one, or type its name."
        onChange={({ detail }) => change(detail.value)}
      />
    </FormField>
  );
};
