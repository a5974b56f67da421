import type {
  DeleteServerCertificateRequest,
  GetServerCertificateRequest,
  GetServerCertificateResponse,
  ListServerCertificatesRequest,
  ListServerCertificatesResponse,
  ServerCertificateMetadata,
  UpdateServerCertificateRequest,
  UploadServerCertificateRequest,
  UploadServerCertificateResponse,
} from '@aws-sdk/client-iam';
import {
  type Call,
  type ConditionKeys,
  type OperationDefinition,
  reads,
  requestTagKeys,
  resourceTagKeys,
  type Tags,
  tagStore,
  writes,
} from '@gatehouse/service-kit';
import { serverCertificateArn } from '../arns.ts';
import { parseCertificate, parseChain, parsePrivateKey } from '../certificates.ts';
import {
  keyPairMismatch,
  limitExceeded,
  malformedChain,
  malformedServerCertificate,
  noSuchServerCertificate,
  serverCertificateExists,
} from '../errors.ts';
import { uniqueId } from '../ids.ts';
import { looseExpiry } from '../loose-input.ts';
import {
  pageLimits,
  PATH,
  pathOf,
  pathPrefixLimit,
  pathPrefixOf,
  required,
  requireName,
  SERVER_CERTIFICATE_NAME,
} from '../names.ts';
import { afterName, paging } from '../paging.ts';
import type { IamDeps } from '../parts.ts';
import { SERVER_CERTIFICATES_QUOTA } from '../quotas.ts';
import {
  arnOfServerCertificate,
  type ServerCertificate,
  serverCertificates,
} from '../repositories/server-certificates.ts';
import { requestedResourceTags, taggingOperations } from '../tagging.ts';
import { moveTags, tagLimits, tagList, tagOwner } from '../tags.ts';

const TYPE = 'iam:server-certificate';
const NAME_LIMIT = { ServerCertificateName: SERVER_CERTIFICATE_NAME };

const metadata = (certificate: ServerCertificate): ServerCertificateMetadata => ({
  Path: certificate.path,
  ServerCertificateName: certificate.name,
  ServerCertificateId: certificate.id,
  Arn: arnOfServerCertificate(certificate),
  UploadDate: certificate.uploadedAt,
  Expiration: certificate.expiresAt,
});

/** The named certificate, once the caller is known to be permitted `action` on it. */
const authorizeCertificate = async (
  call: Call,
  action: string,
  given: string | undefined,
  keys: ConditionKeys = {},
): Promise<{ certificate: ServerCertificate; arn: string; tags: Tags }> => {
  const name = required('serverCertificateName', given);
  requireName('serverCertificateName', name);
  const certificate = await serverCertificates.find(call.tx, call.account, name);
  const arn =
    certificate === undefined
      ? serverCertificateArn(call.account, '/', name)
      : arnOfServerCertificate(certificate);
  const tags = await tagStore.of(call.tx, arn);
  call.touch({ type: 'AWS::IAM::ServerCertificate', name });
  await call.authorize(action, arn, { ...resourceTagKeys('iam', tags), ...keys });
  if (certificate === undefined) throw noSuchServerCertificate(name);
  return { certificate, arn, tags };
};

/** The certificate's last day, once body, chain and private key are known to belong together. */
const checkedExpiry = (body: string, chain: string | undefined, privateKey: string): Date => {
  const parsed = parseCertificate(body);
  if (parsed === undefined) throw malformedServerCertificate();
  if (!parsed.checkPrivateKey(parsePrivateKey(privateKey))) throw keyPairMismatch();
  const issuer = chain === undefined ? undefined : parseChain(chain);
  if (chain !== undefined && (issuer?.[0] === undefined || !parsed.checkIssued(issuer[0])))
    throw malformedChain();
  return parsed.validToDate;
};

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_UploadServerCertificate.html */
const uploadServerCertificate = ({
  ids,
  vault,
  acceptsLooseInput = false,
}: Pick<IamDeps, 'ids' | 'vault' | 'acceptsLooseInput'>) =>
  writes<UploadServerCertificateRequest, UploadServerCertificateResponse>(
    {
      limits: {
        ...NAME_LIMIT,
        Path: PATH,
        CertificateBody: { minLength: 1, maxLength: 16_384, sensitive: true },
        PrivateKey: { minLength: 1, maxLength: 16_384, sensitive: true },
        CertificateChain: { minLength: 1, maxLength: 2_097_152, sensitive: true },
        ...tagLimits,
      },
      redact: ['PrivateKey'],
    },
    async (input, call) => {
      const { tx, account } = call;
      const name = required('serverCertificateName', input.ServerCertificateName);
      requireName('serverCertificateName', name);
      const path = pathOf(input.Path);
      const tags = requestedResourceTags(input.Tags);
      const arn = serverCertificateArn(account, path, name);
      call.touch({ type: 'AWS::IAM::ServerCertificate', name });
      await call.authorize('iam:UploadServerCertificate', arn, requestTagKeys(tags));
      if (tags.size > 0)
        await call.authorize('iam:TagServerCertificate', arn, requestTagKeys(tags));

      const body = required('certificateBody', input.CertificateBody);
      const privateKey = required('privateKey', input.PrivateKey);
      const id = uniqueId(ids, 'certificate');
      const certificate: ServerCertificate = {
        account,
        name,
        path,
        id,
        body,
        chain: input.CertificateChain,
        privateKey: vault.seal(Buffer.from(privateKey), `iam.server-certificate:${id}`),
        uploadedAt: call.now,
        expiresAt: acceptsLooseInput
          ? looseExpiry(body, call.now)
          : checkedExpiry(body, input.CertificateChain, privateKey),
      };
      if (!(await serverCertificates.insert(tx, certificate))) throw serverCertificateExists(name);
      if ((await serverCertificates.count(tx, account)) > SERVER_CERTIFICATES_QUOTA)
        throw limitExceeded('ServerCertificatesPerAccount', SERVER_CERTIFICATES_QUOTA);
      await tagStore.put(tx, tagOwner(arn, account, TYPE), tags);
      return {
        ServerCertificateMetadata: metadata(certificate),
        ...(tags.size === 0 ? {} : { Tags: tagList(tags) }),
      };
    },
  );

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetServerCertificate.html */
const getServerCertificate = () =>
  reads<GetServerCertificateRequest, GetServerCertificateResponse>(
    { limits: NAME_LIMIT },
    async (input, call) => {
      const { certificate, tags } = await authorizeCertificate(
        call,
        'iam:GetServerCertificate',
        input.ServerCertificateName,
      );
      const { chain } = certificate;
      return {
        ServerCertificate: {
          ServerCertificateMetadata: metadata(certificate),
          CertificateBody: certificate.body,
          ...(chain === undefined ? {} : { CertificateChain: chain }),
          Tags: tagList(tags),
        },
      };
    },
  );

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListServerCertificates.html */
const listServerCertificates = ({ pages }: Pick<IamDeps, 'pages'>) =>
  reads<ListServerCertificatesRequest, ListServerCertificatesResponse>(
    { limits: { ...pageLimits, ...pathPrefixLimit } },
    async (input, call) => {
      const prefix = pathPrefixOf(input.PathPrefix);
      await call.authorize(
        'iam:ListServerCertificates',
        serverCertificateArn(call.account, prefix, ''),
      );
      const page = paging(pages, call, 'ListServerCertificates', input, { prefix });
      const after = afterName(page);
      const rows = await serverCertificates.list(call.tx, call.account, prefix, after, page.fetch);
      const { items, more } = page.cut(rows, ({ name }) => [name]);
      return { ServerCertificateMetadataList: items.map(metadata), ...more };
    },
  );

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateServerCertificate.html */
const updateServerCertificate = () =>
  writes<UpdateServerCertificateRequest, object>(
    {
      limits: { ...NAME_LIMIT, NewServerCertificateName: SERVER_CERTIFICATE_NAME, NewPath: PATH },
    },
    async (input, call) => {
      const newName = input.NewServerCertificateName;
      if (newName !== undefined) requireName('newServerCertificateName', newName);
      const action = 'iam:UpdateServerCertificate';
      const { certificate, arn, tags } = await authorizeCertificate(
        call,
        action,
        input.ServerCertificateName,
      );
      const name = newName ?? certificate.name;
      const path = input.NewPath === undefined ? certificate.path : pathOf(input.NewPath);
      const target = serverCertificateArn(call.account, path, name);
      // A rename is a right on both names (IAM User Guide, "Renaming a server certificate").
      if (target !== arn) await call.authorize(action, target, resourceTagKeys('iam', tags));
      if (!(await serverCertificates.rename(call.tx, certificate, name, path)))
        throw serverCertificateExists(name);
      await moveTags(call.tx, arn, tagOwner(target, call.account, TYPE));
      return {};
    },
  );

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteServerCertificate.html */
const deleteServerCertificate = () =>
  writes<DeleteServerCertificateRequest, object>({ limits: NAME_LIMIT }, async (input, call) => {
    const { certificate, arn } = await authorizeCertificate(
      call,
      'iam:DeleteServerCertificate',
      input.ServerCertificateName,
    );
    await serverCertificates.delete(call.tx, certificate.id);
    await tagStore.removeAll(call.tx, arn);
    return {};
  });

/** The operations on TLS certificates of load balancers. */
export const serverCertificateOperations = (
  deps: IamDeps,
): Readonly<Record<string, OperationDefinition>> => ({
  UploadServerCertificate: uploadServerCertificate(deps),
  GetServerCertificate: getServerCertificate(),
  ListServerCertificates: listServerCertificates(deps),
  UpdateServerCertificate: updateServerCertificate(),
  DeleteServerCertificate: deleteServerCertificate(),
  ...taggingOperations<{ readonly ServerCertificateName?: string }>(
    {
      noun: 'ServerCertificate',
      type: TYPE,
      limits: NAME_LIMIT,
      requested: requestedResourceTags,
      ignoresCase: false,
      resolve: (call, action, input, keys) =>
        authorizeCertificate(call, action, input.ServerCertificateName, keys),
    },
    deps.pages,
  ),
});
