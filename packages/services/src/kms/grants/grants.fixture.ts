import { randomBytes } from 'node:crypto';
import type {
  CreateGrantRequest,
  CreateGrantResponse,
  CreateKeyResponse,
  DecryptResponse,
  EncryptResponse,
  ListGrantsResponse,
} from '@aws-sdk/client-kms';
import { type Ids } from '@gatehouse/core';
import { noOrganization, type Principal, type PrincipalPort } from '@gatehouse/service-kit';
import type { Store } from '@gatehouse/store';
import { type CallOptions, serviceFixture, type ServiceFixture } from '@gatehouse/testkit';
import { createKms, type KmsQuotas } from '../index.ts';

export const ACCOUNT = '111122223333';
export const OTHER_ACCOUNT = '444455556666';

type Context = Readonly<Record<string, string>>;

export interface GrantsFixture extends ServiceFixture {
  /** Unique ids of users and roles by ARN. */
  readonly principals: Map<string, string>;
  readonly kms: <Output = unknown>(
    operation: string,
    input: unknown,
    options?: CallOptions,
  ) => Promise<Output>;
  /** Makes a key of 111122223333 and answers its ARN. */
  readonly key: (input?: object, options?: CallOptions) => Promise<string>;
  readonly grant: (
    input: Omit<CreateGrantRequest, 'KeyId'> & { readonly KeyId: string },
    options?: CallOptions,
  ) => Promise<{ readonly id: string; readonly token: string }>;
  readonly list: (KeyId: string, more?: object) => Promise<ListGrantsResponse>;
  readonly encrypt: (KeyId: string, EncryptionContext?: Context) => Promise<Uint8Array>;
  /** Whether the principal may decrypt; throws what is no refusal. */
  readonly decrypts: (
    as: Principal,
    CiphertextBlob: Uint8Array,
    EncryptionContext?: Context,
    GrantTokens?: readonly string[],
  ) => Promise<boolean>;
}

interface Settings {
  readonly open?: () => Promise<Store>;
  readonly quotas?: Partial<KmsQuotas>;
  readonly acceptsLooseInput?: boolean;
  /** Default: the fixture's, which count up; several nodes of one database need others. */
  readonly ids?: Ids;
}

/** A user without policies of its own. */
export const person = (name: string, account = ACCOUNT): Principal & { readonly arn: string } => ({
  kind: 'user',
  account,
  arn: `arn:aws:iam::${account}:user/${name}`,
  id: `AIDA${name.toUpperCase().padEnd(17, 'X')}`,
  name,
  tags: new Map(),
});

/** A session of a role without policies. */
export const session = (role: string, name = 'work', account = ACCOUNT) => ({
  kind: 'assumed-role' as const,
  account,
  arn: `arn:aws:sts::${account}:assumed-role/${role}/${name}`,
  roleArn: `arn:aws:iam::${account}:role/${role}`,
  roleName: role,
  roleId: `AROA${role.toUpperCase().padEnd(17, 'X')}`,
  sessionName: name,
  serviceLinked: false,
  tags: new Map<string, string>(),
  transitiveTagKeys: [],
  session: {
    issuedAt: new Date('2026-03-02T09:00:00Z'),
    expiresAt: new Date('2026-03-02T21:00:00Z'),
    mfaAuthenticated: false,
  },
  chained: false,
});

const roleOf = (arn: string): string =>
  arn.replace(':sts:', ':iam:').replace(/:assumed-role\/([^/]+)\/.*$/, ':role/$1');

/** The port that IAM offers, over the users and roles that a test has. */
const principalPort = (known: ReadonlyMap<string, string>): PrincipalPort => ({
  idOf: (_tx, arn) => Promise.resolve(known.get(roleOf(arn))),
  arnOf: (_tx, id) => Promise.resolve([...known].find(([, value]) => value === id)?.[0]),
});

const refused = (error: unknown): boolean =>
  error instanceof Error && error.name === 'AccessDeniedException';

/** The real service over an in-memory database. */
export const grantsFixture = async (settings: Settings = {}): Promise<GrantsFixture> => {
  const principals = new Map<string, string>();
  const fixture = await serviceFixture((deps) => {
    const made = createKms({
      ...deps,
      ids: settings.ids ?? deps.ids,
      principals: principalPort(principals),
      organizations: noOrganization,
      quotas: settings.quotas,
      acceptsLooseInput: settings.acceptsLooseInput ?? false,
    });
    return { services: [made.service] };
  }, settings.open);
  const kms: GrantsFixture['kms'] = (operation, input, options) =>
    fixture.call('kms', operation, input, options);
  return {
    ...fixture,
    principals,
    kms,
    key: async (input = {}, options = {}) => {
      const made = await kms<CreateKeyResponse>('CreateKey', input, options);
      return made.KeyMetadata?.Arn ?? '';
    },
    grant: async (input, options) => {
      const made = await kms<CreateGrantResponse>('CreateGrant', input, options);
      return { id: made.GrantId ?? '', token: made.GrantToken ?? '' };
    },
    list: (KeyId, more = {}) => kms<ListGrantsResponse>('ListGrants', { KeyId, ...more }),
    encrypt: async (KeyId, EncryptionContext) => {
      const Plaintext = randomBytes(8);
      const made = await kms<EncryptResponse>('Encrypt', { KeyId, Plaintext, EncryptionContext });
      return made.CiphertextBlob ?? new Uint8Array();
    },
    decrypts: async (as, CiphertextBlob, EncryptionContext, GrantTokens) => {
      try {
        const input = { CiphertextBlob, EncryptionContext, GrantTokens };
        await kms<DecryptResponse>('Decrypt', input, { as });
        return true;
      } catch (error) {
        if (refused(error)) return false;
        throw error;
      }
    },
  };
};
