import { createHash } from 'node:crypto';
import type {
  CreateServiceSpecificCredentialRequest,
  CreateServiceSpecificCredentialResponse,
  DeleteServiceSpecificCredentialRequest,
  ListServiceSpecificCredentialsRequest,
  ListServiceSpecificCredentialsResponse,
  ResetServiceSpecificCredentialRequest,
  ResetServiceSpecificCredentialResponse,
  ServiceSpecificCredential,
  ServiceSpecificCredentialMetadata,
  UpdateServiceSpecificCredentialRequest,
} from '@aws-sdk/client-iam';
import {
  type Call,
  type Limit,
  type OperationDefinition,
  reads,
  type Vault,
  writes,
} from '@gatehouse/service-kit';
import {
  ageNotSupported,
  limitExceeded,
  noSuchServiceCredential,
  notSupportedService,
} from '../errors.ts';
import { uniqueId } from '../ids.ts';
import { EXISTING_USER_NAME, pageLimits, required, STATUS } from '../names.ts';
import { afterName, paging } from '../paging.ts';
import type { IamDeps } from '../parts.ts';
import { SERVICE_CREDENTIALS_PER_USER_QUOTA } from '../quotas.ts';
import { type ServiceCredential, serviceCredentials } from '../repositories/service-credentials.ts';
import type { User } from '../repositories/users.ts';
import { authorizeOwnUser, authorizeUser } from '../subject.ts';

const PASSWORD_SERVICES = ['codecommit.amazonaws.com', 'cassandra.amazonaws.com'];
const API_KEY_SERVICES = ['bedrock.amazonaws.com'];
const DAY_MILLISECONDS = 86_400_000;
const SECRET_BYTES = 32;
const CREDENTIAL_ID: Limit = { minLength: 20, maxLength: 128, pattern: '[\\w]+', sensitive: true };
const ID_LIMITS = { UserName: EXISTING_USER_NAME, ServiceSpecificCredentialId: CREDENTIAL_ID };
const SECRETS = [
  'ServiceSpecificCredential.ServicePassword',
  'ServiceSpecificCredential.ServiceCredentialSecret',
];

const hasApiKey = (service: string): boolean => API_KEY_SERVICES.includes(service);

const metadata = (
  user: User,
  credential: ServiceCredential,
): ServiceSpecificCredentialMetadata => ({
  UserName: user.name,
  Status: credential.status,
  ...(hasApiKey(credential.service)
    ? { ServiceCredentialAlias: credential.serviceUserName }
    : { ServiceUserName: credential.serviceUserName }),
  CreateDate: credential.createdAt,
  ...(credential.expiresAt === undefined ? {} : { ExpirationDate: credential.expiresAt }),
  ServiceSpecificCredentialId: credential.id,
  ServiceName: credential.service,
});

const withSecret = (
  user: User,
  credential: ServiceCredential,
  secret: string,
): ServiceSpecificCredential => ({
  ...metadata(user, credential),
  CreateDate: credential.createdAt,
  ServiceName: credential.service,
  ...(hasApiKey(credential.service)
    ? { ServiceCredentialSecret: secret }
    : { ServicePassword: secret }),
});

/** The secret is 256 random bits, so that its digest needs no costly function. */
const issueSecret = (
  { ids, vault }: { readonly ids: IamDeps['ids']; readonly vault: Vault },
  id: string,
): { secret: string; verifier: Uint8Array } => {
  const secret = ids.bytes(SECRET_BYTES).toString('base64');
  const digest = createHash('sha256').update(secret).digest();
  return { secret, verifier: vault.seal(digest, `iam.service-credential:${id}`) };
};

/** `bob-at-111122223333`, `bob+1-at-111122223333` for the second of the user and service. */
const serviceUserName = (user: User, own: readonly ServiceCredential[]): string => {
  const names = new Set(own.map((credential) => credential.serviceUserName));
  const name = (suffix: string): string => `${user.name}${suffix}-at-${user.account}`;
  return names.has(name('')) ? name('+1') : name('');
};

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateServiceSpecificCredential.html */
const createServiceSpecificCredential = (deps: Pick<IamDeps, 'ids' | 'vault'>) =>
  writes<CreateServiceSpecificCredentialRequest, CreateServiceSpecificCredentialResponse>(
    {
      limits: {
        UserName: EXISTING_USER_NAME,
        CredentialAgeDays: { minValue: 1, maxValue: 36_600, sensitive: true },
      },
      redactOutput: SECRETS,
    },
    async (input, call) => {
      const service = required('serviceName', input.ServiceName);
      const days = input.CredentialAgeDays;
      const name = required('userName', input.UserName);
      const { user } = await authorizeUser(call, 'iam:CreateServiceSpecificCredential', name, {
        'iam:ServiceSpecificCredentialServiceName': service,
        'iam:ServiceSpecificCredentialAgeDays': days,
      });
      if (!PASSWORD_SERVICES.includes(service) && !hasApiKey(service))
        throw notSupportedService(service);
      if (days !== undefined && !hasApiKey(service)) throw ageNotSupported();
      const quota = SERVICE_CREDENTIALS_PER_USER_QUOTA;
      const own = await serviceCredentials.list(call.tx, user.id, service, '', quota);
      if (own.length >= quota) throw limitExceeded('ServiceSpecificCredentialsPerUser', quota);

      const id = uniqueId(deps.ids, 'service-credential');
      const { secret, verifier } = issueSecret(deps, id);
      const credential: ServiceCredential = {
        id,
        userId: user.id,
        service,
        serviceUserName: serviceUserName(user, own),
        verifier,
        status: 'Active',
        createdAt: call.now,
        expiresAt:
          days === undefined ? undefined : new Date(call.now.getTime() + days * DAY_MILLISECONDS),
      };
      await serviceCredentials.insert(call.tx, credential);
      return { ServiceSpecificCredential: withSecret(user, credential, secret) };
    },
  );

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListServiceSpecificCredentials.html */
const listServiceSpecificCredentials = ({ pages }: Pick<IamDeps, 'pages'>) =>
  reads<ListServiceSpecificCredentialsRequest, ListServiceSpecificCredentialsResponse>(
    { limits: { UserName: EXISTING_USER_NAME, ...pageLimits } },
    async (input, call) => {
      const { ServiceName: service } = input;
      const action = 'iam:ListServiceSpecificCredentials';
      const user = await authorizeOwnUser(call, action, input.UserName);
      const page = paging(pages, call, 'ListServiceSpecificCredentials', input, {
        user: user.id,
        service,
      });
      const after = afterName(page);
      const rows = await serviceCredentials.list(call.tx, user.id, service, after, page.fetch);
      const { items, more } = page.cut(rows, ({ id }) => [id]);
      return { ServiceSpecificCredentials: items.map((item) => metadata(user, item)), ...more };
    },
  );

/** The credential of the user, once the caller is known to be permitted `action` on that user. */
const authorizeCredential = async (
  call: Call,
  action: string,
  input: {
    readonly UserName?: string | undefined;
    readonly ServiceSpecificCredentialId?: string | undefined;
  },
): Promise<{ user: User; credential: ServiceCredential }> => {
  const id = required('serviceSpecificCredentialId', input.ServiceSpecificCredentialId);
  const service = await serviceCredentials.serviceOf(call.tx, id);
  const user = await authorizeOwnUser(call, action, input.UserName, {
    'iam:ServiceSpecificCredentialServiceName': service,
  });
  const credential = await serviceCredentials.find(call.tx, user.id, id);
  if (credential === undefined) throw noSuchServiceCredential(id);
  return { user, credential };
};

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateServiceSpecificCredential.html */
const updateServiceSpecificCredential = () =>
  writes<UpdateServiceSpecificCredentialRequest, object>(
    { limits: { ...ID_LIMITS, Status: STATUS } },
    async (input, call) => {
      const status = required('status', input.Status) === 'Active' ? 'Active' : 'Inactive';
      const action = 'iam:UpdateServiceSpecificCredential';
      const { credential } = await authorizeCredential(call, action, input);
      await serviceCredentials.update(call.tx, { ...credential, status });
      return {};
    },
  );

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_ResetServiceSpecificCredential.html */
const resetServiceSpecificCredential = (deps: Pick<IamDeps, 'ids' | 'vault'>) =>
  writes<ResetServiceSpecificCredentialRequest, ResetServiceSpecificCredentialResponse>(
    { limits: ID_LIMITS, redactOutput: SECRETS },
    async (input, call) => {
      const action = 'iam:ResetServiceSpecificCredential';
      const { user, credential } = await authorizeCredential(call, action, input);
      const { secret, verifier } = issueSecret(deps, credential.id);
      await serviceCredentials.update(call.tx, { ...credential, verifier });
      return { ServiceSpecificCredential: withSecret(user, credential, secret) };
    },
  );

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteServiceSpecificCredential.html */
const deleteServiceSpecificCredential = () =>
  writes<DeleteServiceSpecificCredentialRequest, object>(
    { limits: ID_LIMITS },
    async (input, call) => {
      const action = 'iam:DeleteServiceSpecificCredential';
      const { credential } = await authorizeCredential(call, action, input);
      await serviceCredentials.delete(call.tx, credential.id);
      return {};
    },
  );

/** The five operations on credentials that one service only accepts. */
export const serviceSpecificCredentialOperations = (
  deps: IamDeps,
): Readonly<Record<string, OperationDefinition>> => ({
  CreateServiceSpecificCredential: createServiceSpecificCredential(deps),
  ListServiceSpecificCredentials: listServiceSpecificCredentials(deps),
  UpdateServiceSpecificCredential: updateServiceSpecificCredential(),
  ResetServiceSpecificCredential: resetServiceSpecificCredential(deps),
  DeleteServiceSpecificCredential: deleteServiceSpecificCredential(),
});
