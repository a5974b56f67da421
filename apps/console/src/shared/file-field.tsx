import FileUpload from '@cloudscape-design/components/file-upload';
import FormField from '@cloudscape-design/components/form-field';
import { type ReactNode, useState } from 'react';

interface Props {
  readonly label: string;
  readonly description?: ReactNode;
  readonly constraint?: string;
  /** As in HTML: `.zip,application/zip`. */
  readonly accept?: string;
  readonly file: File | undefined;
  readonly choose: (file: File | undefined) => void;
}

/** One file of the person's. */
export const FileField = ({ label, description, constraint, accept, file, choose }: Props) => {
  const [tooMany, setTooMany] = useState('');
  return (
    <FormField
      label={label}
      description={description}
      constraintText={constraint}
      errorText={tooMany}
    >
      <FileUpload
        value={file === undefined ? [] : [file]}
        {...(accept === undefined ? {} : { accept })}
        showFileSize
        onChange={({ detail }) => {
          setTooMany(detail.value.length > 1 ? 'Choose one file.' : '');
          choose(detail.value[0]);
        }}
        i18nStrings={{
          uploadButtonText: () => 'Choose file',
          dropzoneText: () => 'Drop the file here',
          removeFileAriaLabel: () => 'Remove file',
          limitShowFewer: 'Show fewer files',
          limitShowMore: 'Show more files',
          errorIconAriaLabel: 'Error',
        }}
      />
    </FormField>
  );
};
