import { useAwsClient } from '../../../session/session-context.tsx';
import { ChoiceField } from '../../../shared/choice-field.tsx';
import { TextField } from '../../../shared/text-field.tsx';
import { useLoad } from '../../../shared/use-aws.ts';
import type { Choice, Source } from './sources.ts';

/** One field of a form; what AWS does not accept it says itself. */
export interface Field {
  readonly id: string;
  readonly label: string;
  readonly description?: string;
  readonly initial?: string;
  readonly options?: readonly Choice[];
  readonly source?: Source;
  /** What the source depends on. */
  readonly sourceKey?: string;
  /** May be left empty. */
  readonly optional?: boolean;
}

export type Values = Readonly<Record<string, string>>;

interface FieldProps {
  readonly field: Field;
  readonly value: string;
  readonly change: (value: string) => void;
}

const NONE: Choice = ['', 'None'];

const SourcedField = ({
  field,
  source,
  value,
  change,
}: FieldProps & { readonly source: Source }) => {
  const aws = useAwsClient();
  const { data, error, loading } = useLoad(
    `choices ${aws.region} ${field.id} ${field.sourceKey ?? ''}`,
    (signal) => source(aws, signal),
  );
  // Who may not list them can still name one.
  if (error !== undefined)
    return (
      <TextField label={field.label} description={error.message} value={value} change={change} />
    );
  return (
    <ChoiceField
      label={field.label}
      description={field.description}
      value={value}
      options={[...(field.optional === true ? [NONE] : []), ...(data ?? [])]}
      loading={loading && data === undefined}
      change={change}
    />
  );
};

export const FieldView = ({ field, value, change }: FieldProps) => {
  if (field.source !== undefined)
    return <SourcedField field={field} source={field.source} value={value} change={change} />;
  if (field.options !== undefined)
    return (
      <ChoiceField
        label={field.label}
        description={field.description}
        value={value}
        options={field.options}
        change={change}
      />
    );
  return (
    <TextField
      label={field.optional === true ? `${field.label} (optional)` : field.label}
      description={field.description}
      value={value}
      change={change}
    />
  );
};

export const initialValues = (fields: readonly Field[]): Values =>
  Object.fromEntries(fields.map(({ id, initial }) => [id, initial ?? '']));

export const isComplete = (fields: readonly Field[], values: Values): boolean =>
  fields.every(({ id, optional }) => optional === true || (values[id] ?? '').trim() !== '');
