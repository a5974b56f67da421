import type {
  DeleteSigningCertificateRequest,
  ListSigningCertificatesRequest,
  ListSigningCertificatesResponse,
  SigningCertificate as CertificateView,
  UpdateSigningCertificateRequest,
  UploadSigningCertificateRequest,
  UploadSigningCertificateResponse,
} from '@aws-sdk/client-iam';
import { type Limit, type OperationDefinition, reads, writes } from '@gatehouse/service-kit';
import { parseCertificate } from '../certificates.ts';
import {
  duplicateCertificate,
  limitExceeded,
  malformedCertificate,
  noSuchCertificate,
} from '../errors.ts';
import { EXISTING_USER_NAME, pageLimits, required, STATUS } from '../names.ts';
import { afterName, paging } from '../paging.ts';
import type { IamDeps } from '../parts.ts';
import { SIGNING_CERTIFICATES_PER_USER_QUOTA } from '../quotas.ts';
import {
  type SigningCertificate,
  signingCertificates,
} from '../repositories/signing-certificates.ts';
import { authorizeSubject, type Subject } from '../subject.ts';

const CERTIFICATE_ID: Limit = { minLength: 24, maxLength: 128, pattern: '[\\w]+', sensitive: true };
const ID_LETTERS = 32;

const view = (owner: Subject, certificate: SigningCertificate): CertificateView => ({
  UserName: owner.user?.name,
  CertificateId: certificate.id,
  CertificateBody: certificate.body,
  Status: certificate.status,
  UploadDate: certificate.uploadedAt,
});

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_UploadSigningCertificate.html */
const uploadSigningCertificate = ({ ids }: Pick<IamDeps, 'ids'>) =>
  writes<UploadSigningCertificateRequest, UploadSigningCertificateResponse>(
    {
      limits: {
        UserName: EXISTING_USER_NAME,
        CertificateBody: { minLength: 1, maxLength: 16_384, sensitive: true },
      },
    },
    async (input, call) => {
      const body = required('certificateBody', input.CertificateBody);
      const owner = await authorizeSubject(call, 'iam:UploadSigningCertificate', input.UserName);
      const parsed = parseCertificate(body);
      if (parsed === undefined) throw malformedCertificate(body);
      const own = await signingCertificates.list(
        call.tx,
        owner.id,
        '',
        SIGNING_CERTIFICATES_PER_USER_QUOTA,
      );
      if (own.some((each) => parseCertificate(each.body)?.fingerprint256 === parsed.fingerprint256))
        throw duplicateCertificate();
      if (own.length >= SIGNING_CERTIFICATES_PER_USER_QUOTA)
        throw limitExceeded('CertificatesPerUser', SIGNING_CERTIFICATES_PER_USER_QUOTA);

      const certificate: SigningCertificate = {
        id: ids.base32(ID_LETTERS),
        userId: owner.id,
        body,
        status: 'Active',
        uploadedAt: call.now,
        changedAt: call.now,
      };
      await signingCertificates.insert(call.tx, certificate);
      return { Certificate: view(owner, certificate) };
    },
  );

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListSigningCertificates.html */
const listSigningCertificates = ({ pages }: Pick<IamDeps, 'pages'>) =>
  reads<ListSigningCertificatesRequest, ListSigningCertificatesResponse>(
    { limits: { UserName: EXISTING_USER_NAME, ...pageLimits } },
    async (input, call) => {
      const owner = await authorizeSubject(call, 'iam:ListSigningCertificates', input.UserName);
      const page = paging(pages, call, 'ListSigningCertificates', input, { owner: owner.id });
      const rows = await signingCertificates.list(call.tx, owner.id, afterName(page), page.fetch);
      const { items, more } = page.cut(rows, ({ id }) => [id]);
      return { Certificates: items.map((certificate) => view(owner, certificate)), ...more };
    },
  );

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateSigningCertificate.html */
const updateSigningCertificate = () =>
  writes<UpdateSigningCertificateRequest, object>(
    { limits: { UserName: EXISTING_USER_NAME, CertificateId: CERTIFICATE_ID, Status: STATUS } },
    async (input, call) => {
      const id = required('certificateId', input.CertificateId);
      const status = required('status', input.Status) === 'Active' ? 'Active' : 'Inactive';
      const owner = await authorizeSubject(call, 'iam:UpdateSigningCertificate', input.UserName);
      if (!(await signingCertificates.setStatus(call.tx, owner.id, id, status, call.now)))
        throw noSuchCertificate(id);
      return {};
    },
  );

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteSigningCertificate.html */
const deleteSigningCertificate = () =>
  writes<DeleteSigningCertificateRequest, object>(
    { limits: { UserName: EXISTING_USER_NAME, CertificateId: CERTIFICATE_ID } },
    async (input, call) => {
      const id = required('certificateId', input.CertificateId);
      const owner = await authorizeSubject(call, 'iam:DeleteSigningCertificate', input.UserName);
      if (!(await signingCertificates.delete(call.tx, owner.id, id))) throw noSuchCertificate(id);
      return {};
    },
  );

/** The four operations on X.509 certificates that sign SOAP requests. */
export const signingCertificateOperations = (
  deps: IamDeps,
): Readonly<Record<string, OperationDefinition>> => ({
  UploadSigningCertificate: uploadSigningCertificate(deps),
  ListSigningCertificates: listSigningCertificates(deps),
  UpdateSigningCertificate: updateSigningCertificate(),
  DeleteSigningCertificate: deleteSigningCertificate(),
});
