import Alert from '@cloudscape-design/components/alert';
import FileUpload from '@cloudscape-design/components/file-upload';
import FormField from '@cloudscape-design/components/form-field';
import Toggle from '@cloudscape-design/components/toggle';
import { useState } from 'react';
import { detection } from '../../../api/detection/client.ts';
import type { ImportRulesAnswer } from '../../../api/detection/settings.ts';
import { FormDialog, OpenButton } from '../../../shared/form-dialog.tsx';
import { useForm } from '../../../shared/use-form.ts';

interface Draft {
  readonly files: readonly File[];
  readonly dryRun: boolean;
}

const NEW: Draft = { files: [], dryRun: false };

const Outcome = ({ imported, problems }: ImportRulesAnswer) => (
  <>
    <Alert type={imported.length === 0 ? 'info' : 'success'}>
      {imported.length === 0 ? 'No rule was imported.' : `Rules: ${imported.join(', ')}`}
    </Alert>
    {problems.length === 0 ? null : (
      <Alert type="warning" header="What could not be read">
        <ul>
          {problems.map(({ file, line, reason }) => (
            <li key={`${file} ${line} ${reason}`}>
              {file}, line {line}: {reason}
            </li>
          ))}
        </ul>
      </Alert>
    )}
  </>
);

interface Props {
  readonly close: () => void;
  readonly done: () => void;
}

const ImportDialog = ({ close, done }: Props) => {
  const [outcome, setOutcome] = useState<ImportRulesAnswer>();
  const form = useForm(
    NEW,
    async ({ files, dryRun }) =>
      detection.importRules({
        dryRun,
        files: await Promise.all(
          files.map(async (file) => ({ name: file.name, text: await file.text() })),
        ),
      }),
    ({ dryRun }, answer) => {
      setOutcome(answer);
      if (!dryRun) done();
    },
  );
  const { draft, change } = form;
  return (
    <FormDialog
      title="Import rules"
      confirmLabel={draft.dryRun ? 'Try' : 'Import'}
      form={form}
      disabled={draft.files.length === 0}
      close={close}
    >
      <FormField
        label="Files"
        description="Sigma rules for CloudTrail, and own rules (docs/detection-rules.md)."
        constraintText="YAML, several at once"
      >
        <FileUpload
          multiple
          value={draft.files}
          accept=".yml,.yaml"
          showFileSize
          onChange={({ detail }) => change({ files: detail.value })}
          i18nStrings={{
            uploadButtonText: () => 'Choose files',
            dropzoneText: () => 'Drop the files here',
            removeFileAriaLabel: (at) => `Remove file ${at + 1}`,
            limitShowFewer: 'Show fewer files',
            limitShowMore: 'Show more files',
            errorIconAriaLabel: 'Error',
          }}
        />
      </FormField>
      <Toggle checked={draft.dryRun} onChange={({ detail }) => change({ dryRun: detail.checked })}>
        Only try: nothing is kept
      </Toggle>
      {outcome === undefined ? null : <Outcome {...outcome} />}
    </FormDialog>
  );
};

/** Takes in rules that somebody wrote. */
export const ImportButton = ({ done }: { readonly done: () => void }) => (
  <OpenButton label="Import rules" variant="primary">
    {(close) => <ImportDialog close={close} done={done} />}
  </OpenButton>
);
