import FormField from '@cloudscape-design/components/form-field';
import Textarea from '@cloudscape-design/components/textarea';
import type { ReactNode } from 'react';

interface Props {
  readonly label: string;
  readonly description?: ReactNode;
  readonly constraint?: ReactNode;
  readonly value: string;
  readonly rows?: number;
  readonly change: (value: string) => void;
}

/** Text of several lines that is no JSON. */
export const TextAreaField = ({ label, description, constraint, value, rows, change }: Props) => (
  <FormField label={label} description={description} constraintText={constraint} stretch>
    <Textarea
      value={value}
      rows={rows ?? 4}
      spellcheck={false}
      onChange={({ detail }) => change(detail.value)}
    />
  </FormField>
);
