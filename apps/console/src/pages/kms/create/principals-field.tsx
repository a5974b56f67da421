import FormField from '@cloudscape-design/components/form-field';
import Multiselect from '@cloudscape-design/components/multiselect';
import { usePrincipals } from '../shared/use-principals.ts';

interface Props {
  readonly label: string;
  readonly chosen: readonly string[];
  readonly choose: (arns: readonly string[]) => void;
}

/** `arn:aws:iam::111122223333:role/path/Admin` → `role/path/Admin`. */
const nameOf = (arn: string): string => arn.split(':').slice(5).join(':');

/** Several of the account's users and roles. */
export const PrincipalsField = ({ label, chosen, choose }: Props) => {
  const { data = [], loading, error } = usePrincipals();
  const options = data.map((arn) => ({ value: arn, label: nameOf(arn) }));
  return (
    <FormField
      label={label}
      description="None: only the account, whose IAM policies then decide."
      errorText={error === undefined ? '' : `${error.code}: ${error.message}`}
      stretch
    >
      <Multiselect
        options={options}
        selectedOptions={options.filter(({ value }) => chosen.includes(value))}
        statusType={loading ? 'loading' : 'finished'}
        loadingText="Loading"
        placeholder="Choose"
        empty="No users or roles"
        filteringType="auto"
        filteringAriaLabel="Find users and roles"
        deselectAriaLabel={({ label: name }) => `Remove ${name}`}
        onChange={({ detail }) =>
          choose(detail.selectedOptions.flatMap(({ value }) => value ?? []))
        }
      />
    </FormField>
  );
};
