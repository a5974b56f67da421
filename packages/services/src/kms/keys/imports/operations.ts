import type {
  DeleteImportedKeyMaterialRequest,
  DeleteImportedKeyMaterialResponse,
  GetParametersForImportRequest,
  GetParametersForImportResponse,
  ImportKeyMaterialRequest,
  ImportKeyMaterialResponse,
} from '@aws-sdk/client-kms';
import { reads, writes } from '@gatehouse/service-kit';
import type { Key } from '../../model.ts';
import type { KmsParts } from '../../parts.ts';
import { administeredKey, KEY_ID, readKey } from '../administered-key.ts';
import { originDoesNotFit, unsupported } from '../errors.ts';
import { DAY_MILLISECONDS } from '../rotate.ts';
import { incorrectMaterial } from './errors.ts';
import { requestedExpiry } from './expiry-request.ts';
import { settle } from './expiry.ts';
import { importMaterial } from './import-material.ts';
import { isGone } from './materials.ts';
import { importTokens } from './token.ts';
import { isWrappingAlgorithm, isWrappingSpec, unwrap, wrappingKeys } from './wrapping.ts';

const ALGORITHMS = [
  'RSAES_PKCS1_V1_5',
  'RSAES_OAEP_SHA_1',
  'RSAES_OAEP_SHA_256',
  'RSA_AES_KEY_WRAP_SHA_1',
  'RSA_AES_KEY_WRAP_SHA_256',
  'SM2PKE',
] as const;

const MATERIAL_ID = { minLength: 64, maxLength: 64, pattern: '[a-f0-9]+' } as const;
/** CiphertextType of the API model. */
const BLOB = { minLength: 1, maxLength: 6144, sensitive: true } as const;

const requireImported = (key: Key): void => {
  if (key.details.origin !== 'EXTERNAL') throw originDoesNotFit(key);
};

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_GetParametersForImport.html */
export const getParametersForImport = (parts: KmsParts) =>
  reads<GetParametersForImportRequest, GetParametersForImportResponse>(
    {
      limits: {
        ...KEY_ID,
        WrappingAlgorithm: { oneOf: ALGORITHMS },
        WrappingKeySpec: { oneOf: ['RSA_2048', 'RSA_3072', 'RSA_4096', 'SM2'] },
      },
    },
    async ({ KeyId, WrappingAlgorithm = '', WrappingKeySpec = '' }, call) => {
      const key = await readKey(parts, call, 'GetParametersForImport', KeyId, {
        conditions: {
          'kms:WrappingAlgorithm': WrappingAlgorithm,
          'kms:WrappingKeySpec': WrappingKeySpec,
        },
      });
      requireImported(key);
      if (!isWrappingAlgorithm(WrappingAlgorithm))
        throw unsupported(`WrappingAlgorithm ${WrappingAlgorithm} is not supported.`);
      if (!isWrappingSpec(WrappingKeySpec))
        throw unsupported(`WrappingKeySpec ${WrappingKeySpec} is not supported in this Region.`);
      const validTo = call.now.getTime() + DAY_MILLISECONDS;
      const { publicKey, privateKey } = await wrappingKeys(WrappingKeySpec);
      const ticket = { algorithm: WrappingAlgorithm, validTo, privateKey };
      return {
        KeyId: key.arn,
        PublicKey: publicKey,
        ImportToken: importTokens(parts.vault, ALGORITHMS).seal(key, ticket),
        ParametersValidTo: new Date(validTo),
      };
    },
  );

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_ImportKeyMaterial.html */
export const importKeyMaterial = (parts: KmsParts) =>
  writes<ImportKeyMaterialRequest, ImportKeyMaterialResponse>(
    {
      limits: {
        ...KEY_ID,
        ImportToken: BLOB,
        EncryptedKeyMaterial: BLOB,
        ExpirationModel: { oneOf: ['KEY_MATERIAL_EXPIRES', 'KEY_MATERIAL_DOES_NOT_EXPIRE'] },
        ImportType: { oneOf: ['NEW_KEY_MATERIAL', 'EXISTING_KEY_MATERIAL'] },
        KeyMaterialDescription: { maxLength: 256, pattern: '[a-zA-Z0-9:/_\\s.-]*' },
        KeyMaterialId: MATERIAL_ID,
      },
      redact: ['ImportToken', 'EncryptedKeyMaterial'],
    },
    async (input, call) => {
      const key = await administeredKey(parts, call, 'ImportKeyMaterial', input.KeyId, {
        'kms:ExpirationModel': input.ExpirationModel ?? 'KEY_MATERIAL_EXPIRES',
        'kms:ValidTo': input.ValidTo,
      });
      requireImported(key);
      const expiresAt = requestedExpiry(input, call.now);
      const tokens = importTokens(parts.vault, ALGORITHMS);
      const ticket = tokens.open(key, input.ImportToken ?? new Uint8Array(), call.now);
      const plaintext = unwrap(
        ticket.privateKey,
        ticket.algorithm,
        input.EncryptedKeyMaterial ?? new Uint8Array(),
      );
      try {
        const id = await importMaterial(parts, call.tx, key, plaintext, {
          type: input.ImportType,
          materialId: input.KeyMaterialId,
          description: input.KeyMaterialDescription,
          expiresAt,
        });
        return { KeyId: key.arn, KeyMaterialId: id };
      } finally {
        plaintext.fill(0);
      }
    },
  );

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_DeleteImportedKeyMaterial.html */
export const deleteImportedKeyMaterial = (parts: KmsParts) =>
  writes<DeleteImportedKeyMaterialRequest, DeleteImportedKeyMaterialResponse>(
    { limits: { ...KEY_ID, KeyMaterialId: MATERIAL_ID } },
    async ({ KeyId, KeyMaterialId }, call) => {
      const { tx } = call;
      const key = await administeredKey(parts, call, 'DeleteImportedKeyMaterial', KeyId);
      requireImported(key);
      const id = KeyMaterialId ?? key.currentMaterial;
      const facts = (await parts.materials.list(tx, key)).find((one) => one.id === id);
      if (KeyMaterialId !== undefined && facts === undefined)
        throw incorrectMaterial(`${KeyMaterialId} is not a key material of ${key.arn}.`);
      if (facts !== undefined && !isGone(facts)) {
        await parts.materials.forget(tx, key, facts.id);
        await parts.materials.update(tx, key, facts.id, {
          importState: 'PENDING_IMPORT',
          expiresAt: undefined,
        });
        await settle(parts, tx, key);
      }
      return { KeyId: key.arn, KeyMaterialId: id };
    },
  );
