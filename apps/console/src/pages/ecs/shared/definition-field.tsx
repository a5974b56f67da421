import type { ListTaskDefinitionsResponse } from '@aws-sdk/client-ecs';
import { ChoiceField } from '../../../shared/choice-field.tsx';
import { useAws } from '../../../shared/use-aws.ts';
import { lastOf } from './names.ts';

interface Props {
  readonly value: string;
  readonly change: (value: string) => void;
}

/** Active task definitions, the latest first. */
export const DefinitionField = ({ value, change }: Props) => {
  const { data, loading, error } = useAws<ListTaskDefinitionsResponse>({
    service: 'ecs',
    operation: 'ListTaskDefinitions',
    input: { sort: 'DESC', maxResults: 100 },
  });
  return (
    <ChoiceField
      label="Task definition"
      value={value}
      loading={loading}
      options={(data?.taskDefinitionArns ?? []).map((arn) => [lastOf(arn), lastOf(arn)] as const)}
      empty={error?.message ?? 'No task definitions: register one first.'}
      change={change}
    />
  );
};
