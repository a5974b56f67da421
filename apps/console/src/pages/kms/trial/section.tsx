import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useEffect, useState } from 'react';
import { useAwsClient } from '../../../session/session-context.tsx';
import { CopyBlock } from '../../../shared/copy-block.tsx';
import { ErrorAlert } from '../../../shared/error-alert.tsx';
import type { EditedTag } from '../../../shared/tag-editor.tsx';
import { TextAreaField } from '../../../shared/text-area-field.tsx';
import { useAction } from '../../../shared/use-aws.ts';
import { useDraft } from '../../../shared/use-draft.ts';
import { contextInput } from '../shared/context.tsx';
import type { Metadata } from '../shared/names.ts';
import type { TrialOperation, Values } from './operations.ts';

const SECRET_SHOWN_MILLISECONDS = 60_000;

/** A secret goes by itself, and with the tab of the browser that nobody looks at. */
const useGoneLater = (text: string, secret: boolean, forget: () => void): void => {
  useEffect(() => {
    if (!secret || text === '') return undefined;
    const timer = setTimeout(forget, SECRET_SHOWN_MILLISECONDS);
    document.addEventListener('visibilitychange', forget);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', forget);
    };
  }, [text, secret, forget]);
};

interface Result {
  readonly text: string;
  readonly forget: () => void;
}

const ResultView = ({ trial, text, forget }: Result & { readonly trial: TrialOperation }) => (
  <SpaceBetween size="xs">
    <Box variant="awsui-key-label">{trial.resultLabel}</Box>
    {trial.resultLabel.includes('base64') || trial.secret ? (
      <CopyBlock text={text} what={trial.secret ? 'text' : 'result'} />
    ) : (
      <Box>{text}</Box>
    )}
    {trial.secret ? <Button onClick={forget}>Hide it</Button> : null}
  </SpaceBetween>
);

interface Props {
  readonly metadata: Metadata;
  readonly trial: TrialOperation;
  readonly pairs: readonly EditedTag[];
  readonly more: object;
}

export const TrialSection = ({ metadata, trial, pairs, more }: Props) => {
  const aws = useAwsClient();
  const action = useAction();
  const [values, change] = useDraft<Values>({});
  const [text, setText] = useState<string>();
  const [forget] = useState(() => () => setText(undefined));
  useGoneLater(text ?? '', trial.secret, forget);
  const run = async (): Promise<void> => {
    forget();
    await action.run(async () => {
      const output = await aws.call<Readonly<Record<string, unknown>>>('kms', trial.operation, {
        KeyId: metadata.KeyId,
        ...trial.input(values),
        ...contextInput(pairs),
        ...more,
      });
      setText(trial.result(output));
    });
  };
  return (
    <Container
      header={
        <Header
          variant="h2"
          actions={
            <Button loading={action.busy} onClick={() => void run()}>
              {trial.label}
            </Button>
          }
        >
          {trial.label}
        </Header>
      }
    >
      <SpaceBetween size="m">
        {trial.fields.map(([name, label]) => (
          <TextAreaField
            key={name}
            label={label}
            value={values[name] ?? ''}
            rows={2}
            change={(value) => change({ [name]: value })}
          />
        ))}
        {text === undefined ? null : <ResultView trial={trial} text={text} forget={forget} />}
        {action.error?.code === 'InvalidCiphertextException' ? (
          <Box color="text-body-secondary">
            KMS does not say more: it was encrypted with another encryption context or another key,
            or it is damaged.
          </Box>
        ) : null}
        <ErrorAlert error={action.error} />
      </SpaceBetween>
    </Container>
  );
};
