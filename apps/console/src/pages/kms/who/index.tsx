import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { whoCanUse, type WhoQuestion } from '../../../api/keys.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { ChoiceField } from '../../../shared/choice-field.tsx';
import { FailureOr } from '../../../shared/failure-or.tsx';
import type { EditedTag } from '../../../shared/tag-editor.tsx';
import { TextField } from '../../../shared/text-field.tsx';
import { UnreadAlert } from '../../../shared/unread-alert.tsx';
import { useLoad } from '../../../shared/use-aws.ts';
import { useDraft } from '../../../shared/use-draft.ts';
import { ContextField, contextOf } from '../shared/context.tsx';
import type { Metadata } from '../shared/names.ts';
import type { OfKey } from '../shared/of-key.ts';
import { isSymmetric, usesOf } from '../shared/specs.ts';
import { WhoAnswers } from './answers.tsx';

interface Draft {
  readonly operation: string;
  readonly anyContext: 'any' | 'exact';
  readonly pairs: readonly EditedTag[];
  readonly via: string;
}

const MANAGING = [
  'DescribeKey',
  'CreateGrant',
  'RevokeGrant',
  'ListGrants',
  'PutKeyPolicy',
  'DisableKey',
  'ScheduleKeyDeletion',
];

const questionOf = (draft: Draft, region: string, keyId: string): WhoQuestion => ({
  region,
  keyId,
  operation: draft.operation,
  ...(draft.anyContext === 'any' ? {} : { context: contextOf(draft.pairs) }),
  ...(draft.via.trim() === '' ? {} : { via: draft.via.trim() }),
});

interface FieldsProps {
  readonly metadata: Metadata;
  readonly draft: Draft;
  readonly change: (part: Partial<Draft>) => void;
}

const Fields = ({ metadata, draft, change }: FieldsProps) => (
  <SpaceBetween size="m">
    <ChoiceField
      label="Operation"
      value={draft.operation}
      options={[...usesOf(metadata), ...MANAGING].map((name) => [name, name] as const)}
      change={(operation) => change({ operation })}
    />
    {isSymmetric(metadata) ? (
      <ChoiceField
        label="Encryption context"
        value={draft.anyContext}
        options={[
          ['any', 'Any: whoever can with some context'],
          ['exact', 'Exactly these pairs'],
        ]}
        change={(choice) => change({ anyContext: choice === 'any' ? 'any' : 'exact' })}
      />
    ) : null}
    {draft.anyContext === 'exact' ? (
      <ContextField
        label="Pairs of the context"
        pairs={draft.pairs}
        change={(pairs) => change({ pairs })}
      />
    ) : null}
    <TextField
      label="Through a service (optional)"
      description="kms:ViaService. Empty: either way; direct: through none."
      placeholder="s3.us-east-1.amazonaws.com"
      value={draft.via}
      change={(via) => change({ via })}
    />
  </SpaceBetween>
);

const Answered = ({ question }: { readonly question: WhoQuestion }) => {
  const found = useLoad(`who ${JSON.stringify(question)}`, (signal) => whoCanUse(question, signal));
  return (
    <FailureOr of={found}>
      {({ answers, blocked, unread }) => (
        <SpaceBetween size="m">
          {blocked === undefined ? null : <Alert type="warning">{blocked}</Alert>}
          <UnreadAlert unread={unread} />
          <WhoAnswers question={question} answers={answers} reload={found.reload} />
        </SpaceBetween>
      )}
    </FailureOr>
  );
};

/** Who can do something with the key, by key policy, IAM policies and grants together. */
export const WhoCanUse = ({ metadata }: OfKey) => {
  const { region } = useAwsClient();
  const { KeyId: keyId = '' } = metadata;
  const [draft, change] = useDraft<Draft>({
    operation: usesOf(metadata)[0] ?? 'DescribeKey',
    anyContext: 'any',
    pairs: [{ key: '', value: '' }],
    via: '',
  });
  const [question, ask] = useState<WhoQuestion>();
  return (
    <SpaceBetween size="l">
      <Container
        header={
          <Header
            variant="h2"
            description="Decided by the policy engine for each user and role of the account, and for everybody whom the policy or a grant names."
            actions={
              <Button variant="primary" onClick={() => ask(questionOf(draft, region, keyId))}>
                Find out
              </Button>
            }
          >
            Who can use this key?
          </Header>
        }
      >
        <Fields metadata={metadata} draft={draft} change={change} />
      </Container>
      {question === undefined ? null : <Answered question={question} />}
    </SpaceBetween>
  );
};
