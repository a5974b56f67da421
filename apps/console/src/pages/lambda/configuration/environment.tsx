import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import Button from '@cloudscape-design/components/button';
import { useState } from 'react';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { EditedSection } from '../../../shared/edited-section.tsx';
import { Facts } from '../../../shared/facts.tsx';
import { type EditedTag, TagEditor } from '../../../shared/tag-editor.tsx';
import { useAction } from '../../../shared/use-aws.ts';

interface Props {
  readonly configuration: Json<FunctionConfiguration>;
  readonly changed: () => void;
}

const MASK = '••••••••';

/** Environment variables. Values may be secrets, so they show only to who asks. */
export const Environment = ({ configuration, changed }: Props) => {
  const aws = useAwsClient();
  const action = useAction();
  const [shown, setShown] = useState(false);
  const [edited, setEdited] = useState<readonly EditedTag[]>();
  const variables = Object.entries(configuration.Environment?.Variables ?? {}).map(
    ([key, value]) => ({ key, value }),
  );
  const close = (): void => {
    setEdited(undefined);
    action.clear();
  };
  const save = async (): Promise<void> => {
    const done = await action.run(() =>
      aws.call('lambda', 'UpdateFunctionConfiguration', {
        FunctionName: configuration.FunctionName,
        Environment: {
          Variables: Object.fromEntries((edited ?? []).map(({ key, value }) => [key, value])),
        },
      }),
    );
    if (!done) return;
    close();
    changed();
  };
  return (
    <EditedSection
      title="Environment variables"
      counter={`(${variables.length})`}
      buttons={
        variables.length === 0 || edited !== undefined ? null : (
          <Button onClick={() => setShown(!shown)}>{shown ? 'Hide values' : 'Show values'}</Button>
        )
      }
      editing={edited !== undefined}
      action={action}
      editLabel="Edit variables"
      saveLabel="Save variables"
      edit={() => setEdited(variables)}
      cancel={close}
      save={() => void save()}
    >
      {edited !== undefined ? (
        <TagEditor tags={edited} change={setEdited} word="variable" empty="No variables." />
      ) : variables.length === 0 ? (
        'No variables.'
      ) : (
        <Facts items={variables.map(({ key, value }) => [key, shown ? value : MASK])} />
      )}
    </EditedSection>
  );
};
