import type { GetParametersForImportResponse } from '@aws-sdk/client-kms';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useAwsClient } from '../../../session/session-context.tsx';
import { Actions } from '../../../shared/actions.tsx';
import { bytesOf } from '../../../shared/bytes.ts';
import { ChoiceField } from '../../../shared/choice-field.tsx';
import { ErrorAlert } from '../../../shared/error-alert.tsx';
import { FileField } from '../../../shared/file-field.tsx';
import { saveFile } from '../../../shared/save-file.ts';
import { Time } from '../../../shared/time.tsx';
import { useAction } from '../../../shared/use-aws.ts';
import type { FieldsProps, ImportParameters } from './draft.ts';

const ALGORITHMS = [
  ['RSAES_OAEP_SHA_256', 'RSAES_OAEP_SHA_256: for symmetric and HMAC keys'],
  ['RSA_AES_KEY_WRAP_SHA_256', 'RSA_AES_KEY_WRAP_SHA_256: for every key'],
  ['RSAES_OAEP_SHA_1', 'RSAES_OAEP_SHA_1'],
  ['RSA_AES_KEY_WRAP_SHA_1', 'RSA_AES_KEY_WRAP_SHA_1'],
] as const;

const Downloads = ({ parameters }: { readonly parameters: ImportParameters }) => {
  const { PublicKey = '', ImportToken = '', ParametersValidTo } = parameters;
  return (
    <SpaceBetween size="xs">
      <Actions>
        <Button formAction="none" onClick={() => saveFile(bytesOf(PublicKey), 'wrapping-key.bin')}>
          Download wrapping key
        </Button>
        <Button
          formAction="none"
          onClick={() => saveFile(bytesOf(ImportToken), 'import-token.bin')}
        >
          Download import token
        </Button>
      </Actions>
      <Box color="text-body-secondary">
        They belong together, and are good until <Time at={ParametersValidTo} />. This page keeps
        the token while it is open.
      </Box>
    </SpaceBetween>
  );
};

/** The material is wrapped where it is, with a key that is good for a day. */
export const OwnWrapping = ({ metadata, draft, change }: FieldsProps) => {
  const aws = useAwsClient();
  const action = useAction();
  const ask = async (): Promise<void> => {
    await action.run(async () =>
      change({
        parameters: await aws.call<GetParametersForImportResponse>(
          'kms',
          'GetParametersForImport',
          {
            KeyId: metadata.KeyId,
            WrappingAlgorithm: draft.algorithm,
            WrappingKeySpec: 'RSA_4096',
          },
        ),
      }),
    );
  };
  return (
    <SpaceBetween size="m">
      <ChoiceField
        label="Wrapping algorithm"
        value={draft.algorithm}
        options={ALGORITHMS}
        change={(algorithm) => change({ algorithm, parameters: undefined })}
      />
      {draft.parameters === undefined ? (
        <Button formAction="none" loading={action.busy} onClick={() => void ask()}>
          Get wrapping key and import token
        </Button>
      ) : (
        <Downloads parameters={draft.parameters} />
      )}
      <ErrorAlert error={action.error} />
      <FileField
        label="File with the wrapped key material"
        file={draft.file}
        choose={(file) => change({ file })}
      />
    </SpaceBetween>
  );
};
