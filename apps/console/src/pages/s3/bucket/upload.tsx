import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FileUpload from '@cloudscape-design/components/file-upload';
import FormField from '@cloudscape-design/components/form-field';
import Modal from '@cloudscape-design/components/modal';
import ProgressBar from '@cloudscape-design/components/progress-bar';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useRef, useState } from 'react';
import { type ApiError, toApiError } from '../../../api/api-error.ts';
import { uploadObject } from '../../../api/objects.ts';
import { ErrorAlert } from '../../../shared/error-alert.tsx';
import { useNotifications } from '../../../shared/notifications.tsx';
import { type Place, sizeText } from '../shared/place.ts';

interface Props {
  readonly place: Place;
  readonly prefix: string;
  readonly done: () => void;
}

interface Upload {
  readonly sent: number;
  readonly error?: ApiError;
  readonly isDone: boolean;
}

const STRINGS = {
  uploadButtonText: (multiple: boolean) => (multiple ? 'Choose files' : 'Choose file'),
  dropzoneText: () => 'Drop files to upload',
  removeFileAriaLabel: (index: number) => `Remove file ${index + 1}`,
  limitShowFewer: 'Show fewer files',
  limitShowMore: 'Show more files',
  errorIconAriaLabel: 'Error',
};

const AT_ONCE = 3;

/** Uploads some files, a few at once; what has arrived is not sent again by the next try. */
const useUploads = ({ place: { aws, bucket }, prefix }: Props) => {
  const [uploads, setUploads] = useState<ReadonlyMap<File, Upload>>(new Map());
  const abort = useRef(new AbortController());
  const set = (file: File, upload: Upload): void =>
    setUploads((before) => new Map(before).set(file, upload));
  const send = async (file: File): Promise<boolean> => {
    const place = { region: aws.region, bucket, key: `${prefix}${file.name}` };
    set(file, { sent: 0, isDone: false });
    try {
      const told = (sent: number): void => set(file, { sent, isDone: false });
      await uploadObject(place, file, told, abort.current.signal);
      set(file, { sent: file.size, isDone: true });
      return true;
    } catch (error) {
      set(file, { sent: 0, isDone: false, error: toApiError(error) });
      return false;
    }
  };
  const run = async (files: readonly File[]): Promise<boolean> => {
    const waiting = files.filter((file) => uploads.get(file)?.isDone !== true);
    let isWhole = true;
    const worker = async (): Promise<void> => {
      for (let file = waiting.shift(); file !== undefined; file = waiting.shift())
        isWhole = (await send(file)) && isWhole;
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    return isWhole;
  };
  const cancel = (): void => abort.current.abort();
  return { uploads, run, cancel };
};

const Progress = ({ file, upload }: { readonly file: File; readonly upload: Upload }) => (
  <SpaceBetween size="xxs">
    <ProgressBar
      label={file.name}
      description={sizeText(file.size)}
      value={file.size === 0 ? (upload.isDone ? 100 : 0) : (100 * upload.sent) / file.size}
      status={upload.error === undefined ? (upload.isDone ? 'success' : 'in-progress') : 'error'}
      resultText={upload.isDone ? 'Uploaded' : 'Not uploaded'}
    />
    <ErrorAlert error={upload.error} />
  </SpaceBetween>
);

interface FilesProps {
  readonly files: readonly File[];
  readonly choose: (files: readonly File[]) => void;
  readonly uploads: ReadonlyMap<File, Upload>;
  /** They are on their way: no others are chosen. */
  readonly fixed: boolean;
}

const WAITING: Upload = { sent: 0, isDone: false };

const Files = ({ files, choose, uploads, fixed }: FilesProps) => (
  <SpaceBetween size="m">
    {fixed ? (
      files.map((file) => (
        <Progress
          key={`${file.name} ${file.lastModified}`}
          file={file}
          upload={uploads.get(file) ?? WAITING}
        />
      ))
    ) : (
      <FormField label="Files" description="What has the same name is overwritten.">
        <FileUpload
          multiple
          value={[...files]}
          onChange={({ detail }) => choose(detail.value)}
          showFileSize
          i18nStrings={STRINGS}
        />
      </FormField>
    )}
  </SpaceBetween>
);

const UploadDialog = ({ close, ...props }: Props & { readonly close: () => void }) => {
  const { place, prefix, done } = props;
  const [files, setFiles] = useState<readonly File[]>([]);
  const [busy, setBusy] = useState(false);
  const { uploads, run, cancel } = useUploads(props);
  const { succeeded } = useNotifications();
  const leave = (): void => {
    cancel();
    close();
    if (uploads.size > 0) done();
  };
  const start = async (): Promise<void> => {
    setBusy(true);
    const isWhole = await run(files);
    setBusy(false);
    if (!isWhole) return;
    succeeded(
      files.length === 1 ? `${files[0]?.name} uploaded.` : `${files.length} files uploaded.`,
    );
    close();
    done();
  };
  return (
    <Modal
      visible
      header={`Upload to ${place.bucket}/${prefix}`}
      closeAriaLabel="Close"
      onDismiss={leave}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={leave}>
              Cancel
            </Button>
            <Button
              variant="primary"
              loading={busy}
              disabled={files.length === 0}
              onClick={() => void start()}
            >
              Upload
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <Files files={files} choose={setFiles} uploads={uploads} fixed={busy || uploads.size > 0} />
    </Modal>
  );
};

export const UploadButton = (props: Props) => {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button variant="primary" onClick={() => setOpen(true)}>
        Upload
      </Button>
      {open ? <UploadDialog {...props} close={() => setOpen(false)} /> : null}
    </>
  );
};
