import type { GetKeyPolicyResponse } from '@aws-sdk/client-kms';
import Checkbox from '@cloudscape-design/components/checkbox';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useAwsClient } from '../../../session/session-context.tsx';
import { EditedSection } from '../../../shared/edited-section.tsx';
import { FailureOr } from '../../../shared/failure-or.tsx';
import { JsonEditor } from '../../../shared/json-editor.tsx';
import { indented } from '../../../shared/json-fault.ts';
import { useNotifications } from '../../../shared/notifications.tsx';
import { useAction, useAws } from '../../../shared/use-aws.ts';
import { usePolicyRemarks } from '../../../shared/use-policy-remarks.ts';
import { isOwn, type OfKey } from '../shared/of-key.ts';
import { PolicyInWords } from './in-words.tsx';

interface EditorProps {
  readonly text: string;
  readonly change: (text: string) => void;
  readonly bypass: boolean;
  readonly setBypass: (bypass: boolean) => void;
}

const Editor = ({ text, change, bypass, setBypass }: EditorProps) => {
  const remarks = usePolicyRemarks(text, 'RESOURCE_POLICY');
  return (
    <>
      <JsonEditor label="Key policy" value={text} change={change} remarks={remarks} />
      <Checkbox
        checked={bypass}
        description="KMS refuses a policy by which its author could not put another one. Without this check a key can become one that nobody administers."
        onChange={({ detail }) => setBypass(detail.checked)}
      >
        Bypass the lockout safety check
      </Checkbox>
    </>
  );
};

type View = 'words' | 'json';

const Shown = ({ document }: { readonly document: string }) => {
  const [view, setView] = useState<View>('words');
  const remarks = usePolicyRemarks(document, 'RESOURCE_POLICY');
  return (
    <SpaceBetween size="m">
      <SegmentedControl
        label="View of the policy"
        selectedId={view}
        options={[
          { id: 'words', text: 'In words' },
          { id: 'json', text: 'JSON' },
        ]}
        onChange={({ detail }) => setView(detail.selectedId === 'json' ? 'json' : 'words')}
      />
      {view === 'json' ? (
        <JsonEditor label="Key policy" value={document} remarks={remarks} />
      ) : (
        <PolicyInWords document={document} />
      )}
    </SpaceBetween>
  );
};

interface Props extends OfKey {
  readonly document: string;
  readonly saved: () => void;
}

const Section = ({ metadata, document, saved }: Props) => {
  const aws = useAwsClient();
  const { succeeded } = useNotifications();
  const action = useAction();
  const [edited, setEdited] = useState<string>();
  const [bypass, setBypass] = useState(false);
  const close = (): void => {
    setEdited(undefined);
    setBypass(false);
  };
  const save = async (): Promise<void> => {
    const done = await action.run(() =>
      aws.call('kms', 'PutKeyPolicy', {
        KeyId: metadata.KeyId,
        Policy: edited,
        ...(bypass ? { BypassPolicyLockoutSafetyCheck: true } : {}),
      }),
    );
    if (!done) return;
    close();
    succeeded('Key policy saved.');
    saved();
  };
  if (!isOwn(metadata)) return <Shown document={document} />;
  return (
    <EditedSection
      title="Key policy"
      editing={edited !== undefined}
      action={action}
      editLabel="Edit policy"
      saveLabel="Save policy"
      edit={() => setEdited(document)}
      cancel={close}
      save={() => void save()}
    >
      {edited === undefined ? (
        <Shown document={document} />
      ) : (
        <Editor text={edited} change={setEdited} bypass={bypass} setBypass={setBypass} />
      )}
    </EditedSection>
  );
};

/** Who may do what with the key, before any IAM policy and grant. */
export const KeyPolicySection = (of: OfKey) => {
  const policy = useAws<GetKeyPolicyResponse>({
    service: 'kms',
    operation: 'GetKeyPolicy',
    input: { KeyId: of.metadata.KeyId, PolicyName: 'default' },
  });
  return (
    <FailureOr of={policy}>
      {({ Policy = '' }) => <Section {...of} document={indented(Policy)} saved={policy.reload} />}
    </FailureOr>
  );
};
