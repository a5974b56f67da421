import Badge from '@cloudscape-design/components/badge';
import FormField from '@cloudscape-design/components/form-field';
import type { ReactNode } from 'react';
import type { EncryptionContext } from '../../../api/keys.ts';
import { type EditedTag, TagEditor } from '../../../shared/tag-editor.tsx';

/** Pairs that have a key, as the API takes them. */
export const contextOf = (pairs: readonly EditedTag[]): EncryptionContext =>
  Object.fromEntries(pairs.flatMap(({ key, value }) => (key === '' ? [] : [[key, value]])));

/** `EncryptionContext` of an input; absent where there is none. */
export const contextInput = (
  pairs: readonly EditedTag[],
): { readonly EncryptionContext?: EncryptionContext } => {
  const context = contextOf(pairs);
  return Object.keys(context).length === 0 ? {} : { EncryptionContext: context };
};

/** `aws:ebs:id = vol-1, purpose = backup`. */
export const contextText = (context: EncryptionContext | undefined): string =>
  Object.entries(context ?? {})
    .map(([key, value]) => `${key} = ${value}`)
    .join(', ');

interface FieldProps {
  readonly label: string;
  readonly description?: ReactNode;
  readonly pairs: readonly EditedTag[];
  readonly change: (pairs: readonly EditedTag[]) => void;
  readonly most?: number;
}

/** Keys and values that are no secret: they stand in policies, grants and the event history. */
export const ContextField = ({ label, description, pairs, change, most }: FieldProps) => (
  <FormField label={label} description={description} stretch>
    <TagEditor
      tags={pairs}
      change={change}
      word="pair"
      empty="No pairs."
      {...(most === undefined ? {} : { most })}
    />
  </FormField>
);

export const ContextPairs = ({ context }: { readonly context: EncryptionContext | undefined }) => {
  const entries = Object.entries(context ?? {});
  return entries.length === 0 ? (
    '–'
  ) : (
    <ul className="gh-plain-list">
      {entries.map(([key, value]) => (
        <li key={key}>
          <code>
            {key} = {value}
          </code>
        </li>
      ))}
    </ul>
  );
};

/** What one level of grants asks for beyond the one above it. */
export const AddedPairs = ({ context }: { readonly context: EncryptionContext }) => (
  <>
    {Object.entries(context).map(([key, value]) => (
      <Badge key={key} color="green">
        + {key} = {value}
      </Badge>
    ))}
  </>
);
