import type { InvocationResponse } from '@aws-sdk/client-lambda';
import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import type { Json } from '../../api/json.ts';
import { useAwsClient } from '../../session/session-context.tsx';
import { textOf, toBase64 } from '../../shared/bytes.ts';
import { ChoiceField } from '../../shared/choice-field.tsx';
import { CopyBlock } from '../../shared/copy-block.tsx';
import { ErrorAlert } from '../../shared/error-alert.tsx';
import { JsonEditor } from '../../shared/json-editor.tsx';
import { indented, jsonFault } from '../../shared/json-fault.ts';
import { JsonField } from '../../shared/json-field.tsx';
import { useAction } from '../../shared/use-aws.ts';
import { EXAMPLES } from '../event-buses/tester/examples.ts';

type Answer = Json<InvocationResponse>;

const WAITED = 'RequestResponse';

const headerOf = ({ FunctionError, StatusCode }: Answer): string => {
  if (FunctionError !== undefined) return `The function failed: ${FunctionError}`;
  if (StatusCode === 202) return 'Accepted: the function runs by itself';
  return StatusCode === 204 ? 'It may be invoked' : 'The function has answered';
};

const Result = ({ answer }: { readonly answer: Answer }) => {
  const result = textOf(answer.Payload);
  const log = textOf(answer.LogResult);
  return (
    <SpaceBetween size="m">
      <Alert
        type={answer.FunctionError === undefined ? 'success' : 'error'}
        header={headerOf(answer)}
      >
        Status {answer.StatusCode}
        {answer.ExecutedVersion === undefined ? '' : `, version ${answer.ExecutedVersion}`}
      </Alert>
      {result === '' ? null : (
        <JsonEditor label="Result" value={indented(result)} minimumLines={4} />
      )}
      {log === '' ? null : <CopyBlock text={log} what="end of the log" />}
    </SpaceBetween>
  );
};

interface FieldsProps {
  readonly type: string;
  readonly setType: (type: string) => void;
  readonly setPayload: (payload: string) => void;
}

const Fields = ({ type, setType, setPayload }: FieldsProps) => (
  <>
    <ChoiceField
      label="Invocation"
      value={type}
      options={[
        [WAITED, 'Wait for the answer'],
        ['Event', 'Asynchronous, with its retries'],
        ['DryRun', 'Only whether one may'],
      ]}
      change={setType}
    />
    <ChoiceField
      label="Begin with an example"
      value=""
      options={EXAMPLES.map((example) => [example.name, example.name] as const)}
      change={(chosen) => {
        const example = EXAMPLES.find((one) => one.name === chosen);
        if (example !== undefined) setPayload(JSON.stringify(example.event, undefined, 2));
      }}
    />
  </>
);

/** Invokes the function with an event of one's own. */
export const TestSection = ({ name }: { readonly name: string }) => {
  const aws = useAwsClient();
  const action = useAction();
  const [payload, setPayload] = useState('{\n  "hello": "world"\n}');
  const [type, setType] = useState(WAITED);
  const [answer, setAnswer] = useState<Answer>();
  const invoke = async (): Promise<void> => {
    setAnswer(undefined);
    await action.run(async () =>
      setAnswer(
        await aws.call<InvocationResponse>('lambda', 'Invoke', {
          FunctionName: name,
          InvocationType: type,
          ...(type === WAITED ? { LogType: 'Tail' } : {}),
          Payload: toBase64(new TextEncoder().encode(payload)),
        }),
      ),
    );
  };
  return (
    <Container
      header={
        <Header
          variant="h2"
          actions={
            <Button
              variant="primary"
              loading={action.busy}
              disabled={jsonFault(payload) !== undefined}
              onClick={() => void invoke()}
            >
              Invoke
            </Button>
          }
        >
          Test invocation
        </Header>
      }
    >
      <SpaceBetween size="m">
        <Fields type={type} setType={setType} setPayload={setPayload} />
        <JsonField label="Event" value={payload} change={setPayload} minimumLines={8} />
        <ErrorAlert error={action.error} />
        {answer === undefined ? null : <Result answer={answer} />}
      </SpaceBetween>
    </Container>
  );
};
