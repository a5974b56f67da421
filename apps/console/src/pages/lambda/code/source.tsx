import SpaceBetween from '@cloudscape-design/components/space-between';
import { toBase64 } from '../../../shared/bytes.ts';
import { ChoiceField } from '../../../shared/choice-field.tsx';
import { FileField } from '../../../shared/file-field.tsx';
import { zipOfOne } from '../shared/zip.ts';
import { CodeEditor } from './editor.tsx';

export interface CodeSource {
  readonly kind: 'inline' | 'zip';
  readonly text: string;
  readonly file: File | undefined;
}

export const NEW_SOURCE: CodeSource = {
  kind: 'inline',
  text: `export const handler = async (event) => {
  console.log(JSON.stringify(event));
  return { statusCode: 200, body: 'Hello from Gatehouse' };
};
`,
  file: undefined,
};

export const isReady = ({ kind, file }: CodeSource): boolean =>
  kind === 'inline' || file !== undefined;

/** The code as Lambda takes it: a ZIP in base64. What is written inline is its index.mjs. */
export const zipOf = async ({ kind, text, file }: CodeSource): Promise<string> =>
  toBase64(
    kind === 'zip' && file !== undefined
      ? new Uint8Array(await file.arrayBuffer())
      : zipOfOne('index.mjs', text),
  );

interface Props {
  readonly source: CodeSource;
  readonly change: (source: CodeSource) => void;
}

/** Code from a ZIP file, or as one writes it. */
export const CodeFields = ({ source, change }: Props) => (
  <SpaceBetween size="m">
    <ChoiceField
      label="Code from"
      value={source.kind}
      options={[
        ['inline', 'The editor below: one file, index.mjs'],
        ['zip', 'A ZIP file'],
      ]}
      change={(kind) => change({ ...source, kind: kind === 'zip' ? 'zip' : 'inline' })}
    />
    {source.kind === 'zip' ? (
      <FileField
        label="ZIP file"
        constraint="At most 50 MB"
        accept=".zip,application/zip"
        file={source.file}
        choose={(file) => change({ ...source, file })}
      />
    ) : (
      <CodeEditor
        label="index.mjs"
        value={source.text}
        change={(text) => change({ ...source, text })}
      />
    )}
  </SpaceBetween>
);
