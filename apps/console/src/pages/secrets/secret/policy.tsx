import type { GetResourcePolicyResponse } from '@aws-sdk/client-secrets-manager';
import Box from '@cloudscape-design/components/box';
import Checkbox from '@cloudscape-design/components/checkbox';
import { useState } from 'react';
import { useAccount, useAwsClient } from '../../../session/session-context.tsx';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { EditedSection } from '../../../shared/edited-section.tsx';
import { FailureOr } from '../../../shared/failure-or.tsx';
import { JsonEditor } from '../../../shared/json-editor.tsx';
import { indented } from '../../../shared/json-fault.ts';
import { useNotifications } from '../../../shared/notifications.tsx';
import { useAction, useAws } from '../../../shared/use-aws.ts';
import { isDeleted, isReplica, type OfSecret } from '../shared/names.ts';
import { usePolicyFindings } from '../shared/use-policy-findings.ts';

const templateFor = (account: string): string =>
  JSON.stringify(
    {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { AWS: `arn:aws:iam::${account}:root` },
          Action: 'secretsmanager:GetSecretValue',
          Resource: '*',
        },
      ],
    },
    undefined,
    2,
  );

interface EditorProps {
  readonly arn: string;
  readonly text: string;
  readonly change: (text: string) => void;
  readonly blocks: boolean;
  readonly setBlocks: (blocks: boolean) => void;
}

const Editor = ({ arn, text, change, blocks, setBlocks }: EditorProps) => {
  const remarks = usePolicyFindings(text, arn);
  return (
    <>
      <JsonEditor label="Resource policy" value={text} change={change} remarks={remarks} />
      <Checkbox
        checked={blocks}
        description="A policy that lets everybody in is refused."
        onChange={({ detail }) => setBlocks(detail.checked)}
      >
        Block public access
      </Checkbox>
    </>
  );
};

interface Props extends OfSecret {
  /** Empty: there is none. */
  readonly document: string;
  readonly saved: () => void;
}

const Section = ({ secret, document, saved }: Props) => {
  const aws = useAwsClient();
  const account = useAccount();
  const { succeeded } = useNotifications();
  const action = useAction();
  const [edited, setEdited] = useState<string>();
  const [blocks, setBlocks] = useState(true);
  const { ARN = '' } = secret;
  const save = async (): Promise<void> => {
    const done = await action.run(() =>
      aws.call('secretsmanager', 'PutResourcePolicy', {
        SecretId: ARN,
        ResourcePolicy: edited,
        BlockPublicPolicy: blocks,
      }),
    );
    if (!done) return;
    setEdited(undefined);
    succeeded('Resource policy saved.');
    saved();
  };
  return (
    <EditedSection
      title="Resource permissions"
      editing={edited !== undefined}
      action={action}
      editLabel="Edit permissions"
      saveLabel="Save permissions"
      buttons={
        document === '' || edited !== undefined ? null : (
          <ConfirmButton
            label="Delete policy"
            title="Delete the resource policy"
            text="Whoever was let in by it alone is no longer."
            act={() => aws.call('secretsmanager', 'DeleteResourcePolicy', { SecretId: ARN })}
            done={() => {
              succeeded('Resource policy deleted.');
              saved();
            }}
          />
        )
      }
      edit={() => setEdited(document === '' ? templateFor(account) : document)}
      cancel={() => setEdited(undefined)}
      save={() => void save()}
    >
      {edited !== undefined ? (
        <Editor arn={ARN} text={edited} change={setEdited} blocks={blocks} setBlocks={setBlocks} />
      ) : document === '' ? (
        <Box color="text-body-secondary">No policy: only IAM policies of this account decide.</Box>
      ) : (
        <JsonEditor label="Resource policy" value={document} />
      )}
    </EditedSection>
  );
};

const OwnPolicy = (of: OfSecret) => {
  const policy = useAws<GetResourcePolicyResponse>({
    service: 'secretsmanager',
    operation: 'GetResourcePolicy',
    input: { SecretId: of.secret.ARN },
  });
  return (
    <FailureOr of={policy}>
      {({ ResourcePolicy = '' }) => (
        <Section {...of} document={indented(ResourcePolicy)} saved={policy.reload} />
      )}
    </FailureOr>
  );
};

/** Who else may use the secret. */
export const SecretPolicy = (of: OfSecret) => {
  const { region } = useAwsClient();
  if (isDeleted(of.secret)) return <Box>A secret that is to be deleted shows no policy.</Box>;
  return isReplica(of.secret, region) ? (
    <Box>A replica has the policy of its primary secret.</Box>
  ) : (
    <OwnPolicy {...of} />
  );
};
