import Alert from '@cloudscape-design/components/alert';
import FormField from '@cloudscape-design/components/form-field';
import Multiselect from '@cloudscape-design/components/multiselect';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { ChoiceField } from '../../../shared/choice-field.tsx';
import { SuggestField } from '../../../shared/suggest-field.tsx';
import type { EditedTag } from '../../../shared/tag-editor.tsx';
import { TextField } from '../../../shared/text-field.tsx';
import { ContextField, contextOf } from '../shared/context.tsx';
import { usePrincipals } from '../shared/use-principals.ts';

export interface GrantDraft {
  readonly name: string;
  readonly grantee: string;
  readonly retiring: string;
  readonly operations: readonly string[];
  readonly constraint: 'none' | 'subset' | 'equals';
  readonly pairs: readonly EditedTag[];
  /** Where the grantee is a service. */
  readonly sourceArn: string;
}

const isService = (principal: string): boolean => /^[a-z0-9.-]+\.amazonaws\.com$/.test(principal);

const principalInput = (role: 'Grantee' | 'Retiring', text: string): object => {
  const principal = text.trim();
  if (principal === '') return {};
  return isService(principal)
    ? { [`${role}ServicePrincipal`]: principal }
    : { [`${role}Principal`]: principal };
};

const constraintsOf = ({ constraint, pairs, sourceArn }: GrantDraft): object => {
  const context = contextOf(pairs);
  const empty = constraint === 'none' || Object.keys(context).length === 0;
  const member = constraint === 'equals' ? 'EncryptionContextEquals' : 'EncryptionContextSubset';
  return {
    ...(empty ? {} : { [member]: context }),
    ...(sourceArn.trim() === '' ? {} : { SourceArn: sourceArn.trim() }),
  };
};

/** The input of CreateGrant beside the key. */
export const grantInput = (draft: GrantDraft): object => {
  const constraints = constraintsOf(draft);
  return {
    ...principalInput('Grantee', draft.grantee),
    ...principalInput('Retiring', draft.retiring),
    Operations: draft.operations,
    ...(draft.name.trim() === '' ? {} : { Name: draft.name.trim() }),
    ...(Object.keys(constraints).length === 0 ? {} : { Constraints: constraints }),
  };
};

interface Props {
  readonly draft: GrantDraft;
  readonly change: (part: Partial<GrantDraft>) => void;
  readonly operations: readonly string[];
  /** Only a symmetric key takes an encryption context. */
  readonly symmetric: boolean;
}

const isConstraint = (value: string): value is GrantDraft['constraint'] =>
  value === 'none' || value === 'subset' || value === 'equals';

const ConstraintFields = ({ draft, change }: Pick<Props, 'draft' | 'change'>) => (
  <SpaceBetween size="m">
    <ChoiceField
      label="Constraint"
      value={draft.constraint}
      options={[
        ['subset', 'The encryption context must contain these pairs'],
        ['equals', 'The encryption context must be exactly these pairs'],
        ['none', 'None: whatever the encryption context is'],
      ]}
      change={(constraint) => (isConstraint(constraint) ? change({ constraint }) : undefined)}
    />
    {draft.constraint === 'none' ? (
      <Alert type="warning">
        Without a constraint the grantee can use the key for everything that it encrypts.
      </Alert>
    ) : (
      <ContextField
        label="Encryption context"
        pairs={draft.pairs}
        change={(pairs) => change({ pairs })}
        most={8}
      />
    )}
  </SpaceBetween>
);

const OperationsField = ({ draft, change, operations }: Omit<Props, 'symmetric'>) => {
  const options = operations.map((value) => ({ value, label: value }));
  return (
    <FormField
      label="Operations"
      description="With CreateGrant the grantee can pass on what this grant permits, and no more."
      stretch
    >
      <Multiselect
        options={options}
        selectedOptions={options.filter(({ value }) => draft.operations.includes(value))}
        placeholder="Choose"
        keepOpen
        deselectAriaLabel={({ label }) => `Remove ${label}`}
        onChange={({ detail }) =>
          change({ operations: detail.selectedOptions.flatMap(({ value }) => value ?? []) })
        }
      />
    </FormField>
  );
};

export const GrantFields = ({ draft, change, operations, symmetric }: Props) => {
  const choices = usePrincipals();
  return (
    <SpaceBetween size="m">
      <SuggestField
        label="Grantee principal"
        description="A user, role, session or account, by its ARN; or a service, such as rds.amazonaws.com."
        value={draft.grantee}
        choices={choices}
        change={(grantee) => change({ grantee })}
      />
      {isService(draft.grantee.trim()) ? (
        <TextField
          label="ARN of the source"
          description="The resource that the service acts for. A grant to a service needs it, and a retiring principal."
          value={draft.sourceArn}
          change={(sourceArn) => change({ sourceArn })}
        />
      ) : null}
      <OperationsField draft={draft} change={change} operations={operations} />
      {symmetric ? <ConstraintFields draft={draft} change={change} /> : null}
      <SuggestField
        label="Retiring principal (optional)"
        description="Who ends the grant when it is no longer needed. Without one it is easily forgotten."
        value={draft.retiring}
        choices={choices}
        change={(retiring) => change({ retiring })}
      />
      <TextField
        label="Name (optional)"
        description="The same request with the same name makes no second grant."
        value={draft.name}
        change={(name) => change({ name })}
      />
    </SpaceBetween>
  );
};
