import FormField from '@cloudscape-design/components/form-field';
import type { ReactNode } from 'react';
import { JsonEditor } from './json-editor.tsx';
import type { Remark } from './remark.ts';

interface Props {
  readonly label: string;
  readonly description?: ReactNode;
  readonly value: string;
  readonly change: (value: string) => void;
  readonly remarks?: readonly Remark[];
  readonly minimumLines?: number;
}

/** JSON as a field of a form. */
export const JsonField = ({ label, description, ...editor }: Props) => (
  <FormField label={label} description={description} stretch>
    <JsonEditor label={label} {...editor} />
  </FormField>
);
