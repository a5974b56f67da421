import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import { useState } from 'react';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { ChoiceField } from '../../../shared/choice-field.tsx';
import { EditedSection } from '../../../shared/edited-section.tsx';
import { Facts } from '../../../shared/facts.tsx';
import { TextField } from '../../../shared/text-field.tsx';
import { useAction } from '../../../shared/use-aws.ts';
import { RUNTIMES } from '../shared/names.ts';
import { RoleField } from '../shared/role-field.tsx';

interface Props {
  readonly configuration: Json<FunctionConfiguration>;
  readonly changed: () => void;
}

interface Draft {
  readonly description: string;
  readonly runtime: string;
  readonly handler: string;
  readonly role: string;
  readonly memory: string;
  readonly timeout: string;
  readonly deadLetters: string;
}

const draftOf = ({ configuration: found }: Pick<Props, 'configuration'>): Draft => ({
  description: found.Description ?? '',
  runtime: found.Runtime ?? '',
  handler: found.Handler ?? '',
  role: found.Role ?? '',
  memory: String(found.MemorySize ?? ''),
  timeout: String(found.Timeout ?? ''),
  deadLetters: found.DeadLetterConfig?.TargetArn ?? '',
});

const Fields = ({
  draft,
  change,
}: {
  readonly draft: Draft;
  readonly change: (part: Partial<Draft>) => void;
}) => (
  <>
    <TextField
      label="Description"
      value={draft.description}
      change={(description) => change({ description })}
    />
    <ChoiceField
      label="Runtime"
      value={draft.runtime}
      options={RUNTIMES}
      change={(runtime) => change({ runtime })}
    />
    <TextField label="Handler" value={draft.handler} change={(handler) => change({ handler })} />
    <RoleField value={draft.role} change={(role) => change({ role })} />
    <TextField label="Memory in MB" value={draft.memory} change={(memory) => change({ memory })} />
    <TextField
      label="Timeout in seconds"
      value={draft.timeout}
      change={(timeout) => change({ timeout })}
    />
    <TextField
      label="ARN of the dead-letter queue or topic"
      constraint="For asynchronous invocations that failed for good"
      value={draft.deadLetters}
      change={(deadLetters) => change({ deadLetters })}
    />
  </>
);

/** How a function runs, but for its environment. */
export const General = ({ configuration, changed }: Props) => {
  const aws = useAwsClient();
  const action = useAction();
  const [edited, setEdited] = useState<Draft>();
  const shown = draftOf({ configuration });
  const close = (): void => {
    setEdited(undefined);
    action.clear();
  };
  const save = async (): Promise<void> => {
    if (edited === undefined) return;
    const done = await action.run(() =>
      aws.call('lambda', 'UpdateFunctionConfiguration', {
        FunctionName: configuration.FunctionName,
        Description: edited.description,
        Runtime: edited.runtime,
        Handler: edited.handler.trim(),
        Role: edited.role.trim(),
        MemorySize: Number(edited.memory),
        Timeout: Number(edited.timeout),
        DeadLetterConfig: { TargetArn: edited.deadLetters.trim() },
      }),
    );
    if (!done) return;
    close();
    changed();
  };
  return (
    <EditedSection
      title="General configuration"
      editing={edited !== undefined}
      action={action}
      editLabel="Edit configuration"
      saveLabel="Save configuration"
      edit={() => setEdited(shown)}
      cancel={close}
      save={() => void save()}
    >
      {edited === undefined ? (
        <Facts
          items={[
            ['Runtime', shown.runtime],
            ['Handler', shown.handler],
            ['Execution role', shown.role],
            ['Memory in MB', shown.memory],
            ['Timeout in seconds', shown.timeout],
            ['Dead letters', shown.deadLetters],
          ]}
        />
      ) : (
        <Fields draft={edited} change={(part) => setEdited({ ...edited, ...part })} />
      )}
    </EditedSection>
  );
};
