import type { GetFunctionConcurrencyResponse } from '@aws-sdk/client-lambda';
import { useState } from 'react';
import { useAwsClient } from '../../../session/session-context.tsx';
import { EditedSection } from '../../../shared/edited-section.tsx';
import { Facts } from '../../../shared/facts.tsx';
import { FailureOr } from '../../../shared/failure-or.tsx';
import { TextField } from '../../../shared/text-field.tsx';
import { useAction, useAws } from '../../../shared/use-aws.ts';

interface FormProps {
  readonly name: string;
  readonly reserved: number | undefined;
  readonly changed: () => void;
}

const Form = ({ name, reserved, changed }: FormProps) => {
  const aws = useAwsClient();
  const action = useAction();
  const [edited, setEdited] = useState<string>();
  const close = (): void => {
    setEdited(undefined);
    action.clear();
  };
  const save = async (): Promise<void> => {
    const done = await action.run(() =>
      edited === undefined || edited.trim() === ''
        ? aws.call('lambda', 'DeleteFunctionConcurrency', { FunctionName: name })
        : aws.call('lambda', 'PutFunctionConcurrency', {
            FunctionName: name,
            ReservedConcurrentExecutions: Number(edited),
          }),
    );
    if (!done) return;
    close();
    changed();
  };
  return (
    <EditedSection
      title="Concurrency"
      editing={edited !== undefined}
      action={action}
      editLabel="Edit concurrency"
      saveLabel="Save concurrency"
      edit={() => setEdited(String(reserved ?? ''))}
      cancel={close}
      save={() => void save()}
    >
      {edited === undefined ? (
        <Facts items={[['Reserved', reserved ?? 'None: it shares what is unreserved']]} />
      ) : (
        <TextField
          label="Reserved concurrency"
          constraint="Empty: none of its own. 0: it does not run"
          value={edited}
          change={setEdited}
        />
      )}
    </EditedSection>
  );
};

/** How many of the function may run at once. */
export const Concurrency = ({ name }: { readonly name: string }) => {
  const found = useAws<GetFunctionConcurrencyResponse>({
    service: 'lambda',
    operation: 'GetFunctionConcurrency',
    input: { FunctionName: name },
  });
  return (
    <FailureOr of={found}>
      {({ ReservedConcurrentExecutions }) => (
        <Form name={name} reserved={ReservedConcurrentExecutions} changed={found.reload} />
      )}
    </FailureOr>
  );
};
