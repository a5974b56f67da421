import type {
  DeleteSSHPublicKeyRequest,
  GetSSHPublicKeyRequest,
  GetSSHPublicKeyResponse,
  ListSSHPublicKeysRequest,
  ListSSHPublicKeysResponse,
  SSHPublicKey,
  UpdateSSHPublicKeyRequest,
  UploadSSHPublicKeyRequest,
  UploadSSHPublicKeyResponse,
} from '@aws-sdk/client-iam';
import { type Limit, type OperationDefinition, reads, writes } from '@gatehouse/service-kit';
import { duplicateSshPublicKey, limitExceeded, noSuchPublicKey } from '../errors.ts';
import { uniqueId } from '../ids.ts';
import { looseSshPublicKey } from '../loose-input.ts';
import { EXISTING_USER_NAME, pageLimits, required, STATUS } from '../names.ts';
import { afterName, paging } from '../paging.ts';
import type { IamDeps } from '../parts.ts';
import { SSH_PUBLIC_KEYS_PER_USER_QUOTA } from '../quotas.ts';
import { type SshPublicKey, sshPublicKeys } from '../repositories/ssh-public-keys.ts';
import type { User } from '../repositories/users.ts';
import { authorizeOwnUser, authorizeUser } from '../subject.ts';

const KEY_ID: Limit = { minLength: 20, maxLength: 128, pattern: '[\\w]+', sensitive: true };

const view = (user: User, key: SshPublicKey, body: string): SSHPublicKey => ({
  UserName: user.name,
  SSHPublicKeyId: key.id,
  Fingerprint: key.fingerprint,
  SSHPublicKeyBody: body,
  Status: key.status,
  UploadDate: key.uploadedAt,
});

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_UploadSSHPublicKey.html */
const uploadSshPublicKey = ({
  ids,
  acceptsLooseInput = false,
}: Pick<IamDeps, 'ids' | 'acceptsLooseInput'>) =>
  writes<UploadSSHPublicKeyRequest, UploadSSHPublicKeyResponse>(
    {
      limits: {
        UserName: EXISTING_USER_NAME,
        SSHPublicKeyBody: { minLength: 1, maxLength: 16_384, sensitive: true },
      },
    },
    async (input, call) => {
      const name = required('userName', input.UserName);
      const { user } = await authorizeUser(call, 'iam:UploadSSHPublicKey', name);
      const { ssh, fingerprint } = looseSshPublicKey(
        required('sSHPublicKeyBody', input.SSHPublicKeyBody),
        acceptsLooseInput,
      );
      const key: SshPublicKey = {
        id: uniqueId(ids, 'public-key'),
        userId: user.id,
        fingerprint,
        body: ssh,
        status: 'Active',
        uploadedAt: call.now,
      };
      if (!(await sshPublicKeys.insert(call.tx, key))) throw duplicateSshPublicKey();
      if ((await sshPublicKeys.count(call.tx, user.id)) > SSH_PUBLIC_KEYS_PER_USER_QUOTA)
        throw limitExceeded('SSHPublicKeysPerUser', SSH_PUBLIC_KEYS_PER_USER_QUOTA);
      return { SSHPublicKey: view(user, key, ssh) };
    },
  );

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetSSHPublicKey.html */
const getSshPublicKey = ({ acceptsLooseInput = false }: Pick<IamDeps, 'acceptsLooseInput'>) =>
  reads<GetSSHPublicKeyRequest, GetSSHPublicKeyResponse>(
    {
      limits: {
        UserName: EXISTING_USER_NAME,
        SSHPublicKeyId: KEY_ID,
        Encoding: { oneOf: ['SSH', 'PEM'], sensitive: true },
      },
    },
    async (input, call) => {
      const name = required('userName', input.UserName);
      const id = required('sSHPublicKeyId', input.SSHPublicKeyId);
      const { user } = await authorizeUser(call, 'iam:GetSSHPublicKey', name);
      const key = await sshPublicKeys.find(call.tx, user.id, id);
      if (key === undefined) throw noSuchPublicKey(id);
      const body =
        input.Encoding === 'PEM' ? looseSshPublicKey(key.body, acceptsLooseInput).pem : key.body;
      return { SSHPublicKey: view(user, key, body) };
    },
  );

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListSSHPublicKeys.html */
const listSshPublicKeys = ({ pages }: Pick<IamDeps, 'pages'>) =>
  reads<ListSSHPublicKeysRequest, ListSSHPublicKeysResponse>(
    { limits: { UserName: EXISTING_USER_NAME, ...pageLimits } },
    async (input, call) => {
      const user = await authorizeOwnUser(call, 'iam:ListSSHPublicKeys', input.UserName);
      const page = paging(pages, call, 'ListSSHPublicKeys', input, { user: user.id });
      const rows = await sshPublicKeys.list(call.tx, user.id, afterName(page), page.fetch);
      const { items, more } = page.cut(rows, ({ id }) => [id]);
      return {
        SSHPublicKeys: items.map(({ id, status, uploadedAt }) => ({
          UserName: user.name,
          SSHPublicKeyId: id,
          Status: status,
          UploadDate: uploadedAt,
        })),
        ...more,
      };
    },
  );

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateSSHPublicKey.html */
const updateSshPublicKey = () =>
  writes<UpdateSSHPublicKeyRequest, object>(
    { limits: { UserName: EXISTING_USER_NAME, SSHPublicKeyId: KEY_ID, Status: STATUS } },
    async (input, call) => {
      const name = required('userName', input.UserName);
      const id = required('sSHPublicKeyId', input.SSHPublicKeyId);
      const status = required('status', input.Status) === 'Active' ? 'Active' : 'Inactive';
      const { user } = await authorizeUser(call, 'iam:UpdateSSHPublicKey', name);
      if (!(await sshPublicKeys.setStatus(call.tx, user.id, id, status))) throw noSuchPublicKey(id);
      return {};
    },
  );

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteSSHPublicKey.html */
const deleteSshPublicKey = () =>
  writes<DeleteSSHPublicKeyRequest, object>(
    { limits: { UserName: EXISTING_USER_NAME, SSHPublicKeyId: KEY_ID } },
    async (input, call) => {
      const name = required('userName', input.UserName);
      const id = required('sSHPublicKeyId', input.SSHPublicKeyId);
      const { user } = await authorizeUser(call, 'iam:DeleteSSHPublicKey', name);
      if (!(await sshPublicKeys.delete(call.tx, user.id, id))) throw noSuchPublicKey(id);
      return {};
    },
  );

/** The five operations on SSH public keys for CodeCommit. */
export const sshPublicKeyOperations = (
  deps: IamDeps,
): Readonly<Record<string, OperationDefinition>> => ({
  UploadSSHPublicKey: uploadSshPublicKey(deps),
  GetSSHPublicKey: getSshPublicKey(deps),
  ListSSHPublicKeys: listSshPublicKeys(deps),
  UpdateSSHPublicKey: updateSshPublicKey(),
  DeleteSSHPublicKey: deleteSshPublicKey(),
});
