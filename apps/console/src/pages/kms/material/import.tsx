import type { GetParametersForImportResponse } from '@aws-sdk/client-kms';
import Alert from '@cloudscape-design/components/alert';
import type { Aws } from '../../../api/aws.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { toBase64 } from '../../../shared/bytes.ts';
import { FormDialog } from '../../../shared/form-dialog.tsx';
import { useNotifications } from '../../../shared/notifications.tsx';
import { useForm } from '../../../shared/use-form.ts';
import type { Metadata } from '../shared/names.ts';
import { isSymmetric } from '../shared/specs.ts';
import type { ImportDraft } from './draft.ts';
import { ImportFields } from './fields.tsx';
import { fileBytes, materialBytes, wrapMaterial } from './wrap.ts';

interface Props {
  readonly metadata: Metadata;
  readonly close: () => void;
  readonly imported: () => void;
}

const expirationOf = ({ expires }: ImportDraft): object =>
  expires.trim() === ''
    ? { ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE' }
    : {
        ExpirationModel: 'KEY_MATERIAL_EXPIRES',
        ValidTo: new Date(expires.trim()).toISOString(),
      };

/** Wrapped here, of a file of raw bytes; or as it came out of the person's own tool. */
const wrapped = async (
  aws: Aws,
  { KeyId, KeySpec }: Metadata,
  draft: ImportDraft,
): Promise<{ readonly ImportToken: string; readonly EncryptedKeyMaterial: string }> => {
  const { file, parameters } = draft;
  if (file === undefined) throw new Error('There is no file.');
  if (draft.way === 'own')
    return {
      ImportToken: parameters?.ImportToken ?? '',
      EncryptedKeyMaterial: toBase64(await fileBytes(file)),
    };
  const size = materialBytes(KeySpec);
  if (file.size !== size)
    throw new Error(`The file has ${file.size} bytes; this key is made of ${size ?? 0}.`);
  const { PublicKey = '', ImportToken = '' } = await aws.call<GetParametersForImportResponse>(
    'kms',
    'GetParametersForImport',
    { KeyId, WrappingAlgorithm: 'RSAES_OAEP_SHA_256', WrappingKeySpec: 'RSA_4096' },
  );
  return {
    ImportToken,
    EncryptedKeyMaterial: await wrapMaterial(await fileBytes(file), PublicKey),
  };
};

export const ImportMaterial = ({ metadata, close, imported }: Props) => {
  const aws = useAwsClient();
  const { succeeded } = useNotifications();
  const raw = materialBytes(metadata.KeySpec) !== undefined;
  const hasMaterial = metadata.KeyState !== 'PendingImport' && isSymmetric(metadata);
  const form = useForm<ImportDraft, unknown>(
    {
      way: raw ? 'here' : 'own',
      algorithm: raw ? 'RSAES_OAEP_SHA_256' : 'RSA_AES_KEY_WRAP_SHA_256',
      parameters: undefined,
      file: undefined,
      expires: '',
      type: 'EXISTING_KEY_MATERIAL',
    },
    async (draft) =>
      aws.call('kms', 'ImportKeyMaterial', {
        KeyId: metadata.KeyId,
        ...(await wrapped(aws, metadata, draft)),
        ...expirationOf(draft),
        ...(hasMaterial ? { ImportType: draft.type } : {}),
      }),
    () => {
      succeeded('Key material imported.');
      imported();
    },
  );
  const { draft, change } = form;
  const ready =
    draft.file !== undefined && (draft.way === 'here' || draft.parameters !== undefined);
  return (
    <FormDialog
      title="Import key material"
      confirmLabel="Import key material"
      size="large"
      form={form}
      disabled={!ready}
      close={close}
    >
      <Alert type="warning">
        Keep a copy of the material where it is safe. KMS never gives it back, and without it
        everything that the key encrypted is lost when it expires or is deleted.
      </Alert>
      <ImportFields
        metadata={metadata}
        draft={draft}
        change={change}
        raw={raw}
        hasMaterial={hasMaterial}
      />
    </FormDialog>
  );
};
