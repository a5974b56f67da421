import FormField from '@cloudscape-design/components/form-field';
import Input, { type InputProps } from '@cloudscape-design/components/input';
import type { ReactNode } from 'react';

interface Props extends Pick<InputProps, 'type' | 'placeholder' | 'disabled'> {
  readonly label: string;
  readonly description?: ReactNode;
  readonly constraint?: ReactNode;
  readonly value: string;
  readonly change: (value: string) => void;
  readonly name?: string;
}

export const TextField = ({ label, description, constraint, value, change, ...input }: Props) => (
  <FormField label={label} description={description} constraintText={constraint}>
    <Input {...input} value={value} onChange={({ detail }) => change(detail.value)} />
  </FormField>
);
