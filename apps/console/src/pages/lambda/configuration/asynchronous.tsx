import type { FunctionEventInvokeConfig } from '@aws-sdk/client-lambda';
import { useState } from 'react';
import { ApiError } from '../../../api/api-error.ts';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { EditedSection } from '../../../shared/edited-section.tsx';
import { Facts } from '../../../shared/facts.tsx';
import { FailureOr } from '../../../shared/failure-or.tsx';
import { TextField } from '../../../shared/text-field.tsx';
import { useAction, useLoad } from '../../../shared/use-aws.ts';

type Config = Json<FunctionEventInvokeConfig>;

interface Draft {
  readonly attempts: string;
  readonly age: string;
  readonly success: string;
  readonly failure: string;
}

// Lambda's own where nothing is set.
const DEFAULT_ATTEMPTS = 2;
const DEFAULT_AGE_SECONDS = 21_600;

const draftOf = (config: Config | undefined): Draft => ({
  attempts: String(config?.MaximumRetryAttempts ?? DEFAULT_ATTEMPTS),
  age: String(config?.MaximumEventAgeInSeconds ?? DEFAULT_AGE_SECONDS),
  success: config?.DestinationConfig?.OnSuccess?.Destination ?? '',
  failure: config?.DestinationConfig?.OnFailure?.Destination ?? '',
});

const destination = (arn: string): object => (arn.trim() === '' ? {} : { Destination: arn.trim() });

const Fields = ({
  draft,
  change,
}: {
  readonly draft: Draft;
  readonly change: (part: Partial<Draft>) => void;
}) => (
  <>
    <TextField
      label="Retry attempts"
      constraint="0 to 2"
      value={draft.attempts}
      change={(attempts) => change({ attempts })}
    />
    <TextField
      label="Maximum age of an event in seconds"
      constraint="60 to 21600"
      value={draft.age}
      change={(age) => change({ age })}
    />
    <TextField
      label="ARN that hears of success"
      constraint="A queue, topic, function or event bus; may stay empty"
      value={draft.success}
      change={(success) => change({ success })}
    />
    <TextField
      label="ARN that hears of failure"
      value={draft.failure}
      change={(failure) => change({ failure })}
    />
  </>
);

const Reset = ({ name, done }: { readonly name: string; readonly done: () => void }) => {
  const aws = useAwsClient();
  return (
    <ConfirmButton
      label="Reset"
      title={`Reset asynchronous invocation of ${name}`}
      text="Lambda's own values apply again, and there are no destinations."
      act={() => aws.call('lambda', 'DeleteFunctionEventInvokeConfig', { FunctionName: name })}
      done={done}
    />
  );
};

interface FormProps {
  readonly name: string;
  readonly config: Config | undefined;
  readonly changed: () => void;
}

const Form = ({ name, config, changed }: FormProps) => {
  const aws = useAwsClient();
  const action = useAction();
  const [edited, setEdited] = useState<Draft>();
  const shown = draftOf(config);
  const close = (): void => {
    setEdited(undefined);
    action.clear();
  };
  const save = async (): Promise<void> => {
    if (edited === undefined) return;
    const done = await action.run(() =>
      aws.call('lambda', 'PutFunctionEventInvokeConfig', {
        FunctionName: name,
        MaximumRetryAttempts: Number(edited.attempts),
        MaximumEventAgeInSeconds: Number(edited.age),
        DestinationConfig: {
          OnSuccess: destination(edited.success),
          OnFailure: destination(edited.failure),
        },
      }),
    );
    if (!done) return;
    close();
    changed();
  };
  return (
    <EditedSection
      title="Asynchronous invocation"
      buttons={
        config === undefined || edited !== undefined ? null : <Reset name={name} done={changed} />
      }
      editing={edited !== undefined}
      action={action}
      editLabel="Edit asynchronous invocation"
      saveLabel="Save asynchronous invocation"
      edit={() => setEdited(shown)}
      cancel={close}
      save={() => void save()}
    >
      {edited === undefined ? (
        <Facts
          items={[
            ['Retry attempts', shown.attempts],
            ['Maximum age of an event in seconds', shown.age],
            ['On success', shown.success],
            ['On failure', shown.failure],
          ]}
        />
      ) : (
        <Fields draft={edited} change={(part) => setEdited({ ...edited, ...part })} />
      )}
    </EditedSection>
  );
};

/** What becomes of invocations that nobody waits for. */
export const Asynchronous = ({ name }: { readonly name: string }) => {
  const aws = useAwsClient();
  const found = useLoad(`asynchronous ${aws.region} ${name}`, async (signal) => {
    try {
      const input = { FunctionName: name };
      const config = await aws.call<FunctionEventInvokeConfig>(
        'lambda',
        'GetFunctionEventInvokeConfig',
        input,
        signal,
      );
      return { config };
    } catch (error) {
      // Nothing was set: Lambda's own values apply.
      if (error instanceof ApiError && error.code === 'ResourceNotFoundException')
        return { config: undefined };
      throw error;
    }
  });
  return (
    <FailureOr of={found}>
      {({ config }) => <Form name={name} config={config} changed={found.reload} />}
    </FailureOr>
  );
};
