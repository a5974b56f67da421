import {
  constants,
  createCipheriv,
  createPublicKey,
  publicEncrypt,
  randomBytes,
} from 'node:crypto';
import type {
  CreateKeyResponse,
  DescribeKeyResponse,
  GetParametersForImportResponse,
  ImportKeyMaterialResponse,
  KeyMetadata,
} from '@aws-sdk/client-kms';
import { AwsError, type Ids } from '@gatehouse/core';
import {
  type KeyPort,
  noOrganization,
  type Principal,
  type PrincipalPort,
  type UserPrincipal,
} from '@gatehouse/service-kit';
import type { Store } from '@gatehouse/store';
import { type CallOptions, serviceFixture, type ServiceFixture } from '@gatehouse/testkit';
import { createKms, type KmsQuotas } from '../index.ts';

export const ACCOUNT = '111122223333';
export const OTHER_ACCOUNT = '444455556666';

export interface KeysFixture extends Omit<ServiceFixture, 'events' | 'userWith'> {
  /** As `ServiceFixture` has it. */
  readonly events: () => ReturnType<ServiceFixture['events']>;
  readonly userWith: (name: string, ...documents: readonly object[]) => UserPrincipal;
  /** Unique ids of users and roles by ARN. */
  readonly principals: Map<string, string>;
  readonly port: KeyPort;
  readonly kms: <Output = unknown>(
    operation: string,
    input: unknown,
    options?: CallOptions,
  ) => Promise<Output>;
  /** Makes a key and answers its id. */
  readonly key: (input?: object, options?: CallOptions) => Promise<string>;
  readonly describe: (KeyId: string, region?: string) => Promise<KeyMetadata>;
  /** Code and words of the error that a call ends with; undefined: with none. */
  readonly refusal: (
    operation: string,
    input: unknown,
    options?: CallOptions,
  ) => Promise<readonly [code: string, message: string] | undefined>;
  /** Brings a key into a state. */
  readonly into: (state: string) => Promise<string>;
  /** Imports bytes into a key of origin EXTERNAL. */
  readonly importInto: (
    KeyId: string,
    material: Buffer,
    more?: object,
    options?: CallOptions,
  ) => Promise<ImportKeyMaterialResponse>;
}

interface Settings {
  readonly open?: () => Promise<Store>;
  readonly quotas?: Partial<KmsQuotas>;
  readonly acceptsLooseInput?: boolean;
  /** Default: the fixture's, which count up; several nodes of one database need others. */
  readonly ids?: Ids;
}

export const arnOf = (id: string, region = 'us-east-1', account = ACCOUNT): string =>
  `arn:aws:kms:${region}:${account}:key/${id}`;

/** A principal of an account who may do everything there. */
export const root = (account = ACCOUNT): Principal => ({ kind: 'root', account });

const principalPort = (known: ReadonlyMap<string, string>): PrincipalPort => ({
  idOf: (_tx, arn) => Promise.resolve(known.get(arn)),
  arnOf: (_tx, id) => Promise.resolve([...known].find(([, value]) => value === id)?.[0]),
});

/** Wraps key material as the owner of a key outside does. */
export const wrapped = (publicKey: Uint8Array, algorithm: string, material: Buffer): Buffer => {
  const oaepHash = algorithm.endsWith('SHA_1') ? 'sha1' : 'sha256';
  const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' });
  const encrypt = (bytes: Buffer): Buffer =>
    publicEncrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash }, bytes);
  if (!algorithm.startsWith('RSA_AES')) return encrypt(material);
  const aes = randomBytes(32);
  const cipher = createCipheriv('id-aes256-wrap-pad', aes, Buffer.from('a65959a6', 'hex'));
  return Buffer.concat([encrypt(aes), cipher.update(material), cipher.final()]);
};

type Helpers = Pick<KeysFixture, 'kms' | 'key' | 'importInto'>;

const helpersOf = (fixture: Pick<ServiceFixture, 'call'>): Helpers => {
  const kms: KeysFixture['kms'] = (operation, input, options) =>
    fixture.call('kms', operation, input, options);
  return {
    kms,
    key: async (input = {}, options = {}) => {
      const made = await kms<CreateKeyResponse>('CreateKey', input, options);
      return made.KeyMetadata?.KeyId ?? '';
    },
    importInto: async (KeyId, material, more = {}, options = {}) => {
      const WrappingAlgorithm = 'RSA_AES_KEY_WRAP_SHA_256';
      const { PublicKey = new Uint8Array(), ImportToken } =
        await kms<GetParametersForImportResponse>(
          'GetParametersForImport',
          { KeyId, WrappingAlgorithm, WrappingKeySpec: 'RSA_2048' },
          options,
        );
      const input = {
        KeyId,
        ImportToken,
        EncryptedKeyMaterial: wrapped(PublicKey, WrappingAlgorithm, material),
        ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE',
        ...more,
      };
      return kms<ImportKeyMaterialResponse>('ImportKeyMaterial', input, options);
    },
  };
};

const intoState = async ({ kms, key }: Helpers, state: string): Promise<string> => {
  if (state === 'PendingImport') return key({ Origin: 'EXTERNAL' });
  const KeyId = await key({ MultiRegion: state === 'PendingReplicaDeletion' });
  if (state === 'Disabled') await kms('DisableKey', { KeyId });
  if (state === 'PendingReplicaDeletion')
    await kms('ReplicateKey', { KeyId, ReplicaRegion: 'eu-west-1' });
  if (state.startsWith('Pending')) await kms('ScheduleKeyDeletion', { KeyId });
  return KeyId;
};

/** The real service over an in-memory database. */
export const keysFixture = async (settings: Settings = {}): Promise<KeysFixture> => {
  const principals = new Map<string, string>();
  let port: KeyPort | undefined;
  const fixture = await serviceFixture((deps) => {
    const made = createKms({
      ...deps,
      ids: settings.ids ?? deps.ids,
      principals: principalPort(principals),
      organizations: noOrganization,
      quotas: settings.quotas,
      acceptsLooseInput: settings.acceptsLooseInput ?? false,
    });
    port = made.keys;
    return {
      services: [made.service],
      mode: settings.acceptsLooseInput === true ? 'off' : 'enforce',
    };
  }, settings.open);
  if (port === undefined) throw new Error('the service was not made');
  const helpers = helpersOf(fixture);
  return {
    ...fixture,
    ...helpers,
    principals,
    port,
    describe: async (KeyId, region = 'us-east-1') => {
      const { KeyMetadata } = await helpers.kms<DescribeKeyResponse>(
        'DescribeKey',
        { KeyId },
        { region },
      );
      if (KeyMetadata === undefined) throw new Error('no metadata was answered');
      return KeyMetadata;
    },
    refusal: async (operation, input, options) => {
      try {
        await helpers.kms(operation, input, options);
        return undefined;
      } catch (error) {
        if (error instanceof AwsError) return [error.name, error.message];
        throw error;
      }
    },
    into: (state) => intoState(helpers, state),
  };
};
