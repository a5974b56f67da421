import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useEffect, useState } from 'react';
import { useAwsClient } from '../../session/session-context.tsx';
import { Actions } from '../../shared/actions.tsx';
import { CopyBlock } from '../../shared/copy-block.tsx';
import { ErrorAlert } from '../../shared/error-alert.tsx';
import { FormDialog, OpenButton } from '../../shared/form-dialog.tsx';
import { useNotifications } from '../../shared/notifications.tsx';
import { TextAreaField } from '../../shared/text-area-field.tsx';
import { useAction } from '../../shared/use-aws.ts';
import { useForm } from '../../shared/use-form.ts';
import type { ParameterFacts } from './parameter.ts';

const SHOWN_MILLISECONDS = 60_000;

interface Props {
  readonly parameter: ParameterFacts;
  readonly changed: () => void;
}

const EditValue = ({ parameter, changed, close }: Props & { readonly close: () => void }) => {
  const aws = useAwsClient();
  const { succeeded } = useNotifications();
  const { Name: name = '' } = parameter;
  const form = useForm(
    { value: '' },
    ({ value }) => aws.call('ssm', 'PutParameter', { Name: name, Value: value, Overwrite: true }),
    () => {
      close();
      succeeded(`Parameter ${name} has a new version.`);
      changed();
    },
  );
  return (
    <FormDialog
      title="New value"
      confirmLabel="Save"
      form={form}
      disabled={form.draft.value === ''}
      close={close}
    >
      <TextAreaField
        label="Value"
        description="The value before stays as an older version."
        value={form.draft.value}
        change={(value) => form.change({ value })}
      />
    </FormDialog>
  );
};

/** A value for as long as somebody looks at it: a minute at most, and no longer than the tab is seen. */
const useShownValue = (): readonly [string | undefined, (value: string | undefined) => void] => {
  const [value, setValue] = useState<string>();
  useEffect(() => {
    if (value === undefined) return undefined;
    const forget = (): void => setValue(undefined);
    const timer = setTimeout(forget, SHOWN_MILLISECONDS);
    document.addEventListener('visibilitychange', forget);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', forget);
    };
  }, [value]);
  return [value, setValue];
};

/** The value, which nobody sees who has not asked for it: each time is in the event history. */
export const ParameterValue = ({ parameter, changed }: Props) => {
  const aws = useAwsClient();
  const action = useAction();
  const [value, setValue] = useShownValue();
  const show = async (): Promise<void> => {
    const found = await aws.call<{ readonly Parameter?: { readonly Value?: string } }>(
      'ssm',
      'GetParameter',
      { Name: parameter.Name, WithDecryption: true },
    );
    setValue(found.Parameter?.Value ?? '');
  };
  const edited = (): void => {
    setValue(undefined);
    changed();
  };
  const buttons = (
    <Actions>
      <OpenButton label="Edit value">
        {(close) => <EditValue parameter={parameter} changed={edited} close={close} />}
      </OpenButton>
      {value === undefined ? (
        <Button loading={action.busy} onClick={() => void action.run(show)}>
          Show value
        </Button>
      ) : (
        <Button onClick={() => setValue(undefined)}>Hide value</Button>
      )}
    </Actions>
  );
  return (
    <Container
      header={
        <Header variant="h2" actions={buttons}>
          Value
        </Header>
      }
    >
      <SpaceBetween size="m">
        {value === undefined ? (
          <Box color="text-body-secondary">
            Hidden. Showing it is recorded in the event history; it is hidden again after a minute,
            and when the tab is left.
          </Box>
        ) : (
          <CopyBlock text={value} what="value" />
        )}
        <ErrorAlert error={action.error} />
      </SpaceBetween>
    </Container>
  );
};
