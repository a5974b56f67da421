import type { GetFunctionResponse } from '@aws-sdk/client-lambda';
import Button from '@cloudscape-design/components/button';
import { useState } from 'react';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { Copyable } from '../../../shared/copyable.tsx';
import { EditedSection } from '../../../shared/edited-section.tsx';
import { Facts } from '../../../shared/facts.tsx';
import { useNotifications } from '../../../shared/notifications.tsx';
import { useAction } from '../../../shared/use-aws.ts';
import { CodeFields, type CodeSource, isReady, NEW_SOURCE, zipOf } from './source.tsx';

interface Props {
  readonly found: Json<GetFunctionResponse>;
  readonly changed: () => void;
}

/** The code of a function: to be taken and to be replaced. */
export const CodeSection = ({ found, changed }: Props) => {
  const aws = useAwsClient();
  const { succeeded } = useNotifications();
  const action = useAction();
  const [edited, setEdited] = useState<CodeSource>();
  const { Configuration: configuration = {}, Code: code = {} } = found;
  const close = (): void => {
    setEdited(undefined);
    action.clear();
  };
  const save = async (): Promise<void> => {
    if (edited === undefined || !isReady(edited)) return;
    const done = await action.run(async () =>
      aws.call('lambda', 'UpdateFunctionCode', {
        FunctionName: configuration.FunctionName,
        ZipFile: await zipOf(edited),
      }),
    );
    if (!done) return;
    succeeded('The code has been replaced.');
    close();
    changed();
  };
  return (
    <EditedSection
      title="Code"
      buttons={
        edited === undefined && code.Location !== undefined ? (
          <Button href={code.Location} target="_blank" iconName="download">
            Download
          </Button>
        ) : null
      }
      editing={edited !== undefined}
      action={action}
      editLabel="Replace code"
      saveLabel="Deploy"
      edit={() => setEdited(NEW_SOURCE)}
      cancel={close}
      save={() => void save()}
    >
      <Facts
        items={[
          ['Handler', configuration.Handler],
          ['Runtime', configuration.Runtime],
          ['Bytes, zipped', configuration.CodeSize],
          ['SHA-256', <Copyable key="hash" text={configuration.CodeSha256} what="SHA-256" />],
          ['Last change', configuration.LastModified],
          ['State of the last change', configuration.LastUpdateStatus],
        ]}
      />
      {edited === undefined ? null : <CodeFields source={edited} change={setEdited} />}
    </EditedSection>
  );
};
