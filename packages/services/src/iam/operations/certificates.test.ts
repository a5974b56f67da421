import type {
  ListServerCertificatesResponse,
  UploadSigningCertificateResponse,
} from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import {
  CA_CERTIFICATE,
  CERTIFICATE,
  OTHER_CERTIFICATE,
  OTHER_PRIVATE_KEY,
  PRIVATE_KEY,
} from '../certificates.fixture.ts';
import { ACCOUNT, iamFixture, type IamFixture } from '../iam.fixture.ts';

const SERVER = {
  ServerCertificateName: 'www',
  CertificateBody: CERTIFICATE,
  PrivateKey: PRIVATE_KEY,
} as const;

const withUser = async (): Promise<IamFixture> => {
  const iam = await iamFixture();
  await iam.call('CreateUser', { UserName: 'bob' });
  return iam;
};

test('a signing certificate can be listed, switched off and deleted', async () => {
  const iam = await withUser();
  const { Certificate } = await iam.call<UploadSigningCertificateResponse>(
    'UploadSigningCertificate',
    { UserName: 'bob', CertificateBody: CERTIFICATE },
  );
  const of = { UserName: 'bob', CertificateId: Certificate?.CertificateId };

  expect(Certificate).toEqual({
    UserName: 'bob',
    CertificateId: expect.stringMatching(/^[A-Z2-7]{32}$/),
    CertificateBody: CERTIFICATE,
    Status: 'Active',
    UploadDate: iam.clock.now(),
  });
  await iam.call('UpdateSigningCertificate', { ...of, Status: 'Inactive' });
  await expect(iam.call('ListSigningCertificates', { UserName: 'bob' })).resolves.toEqual({
    Certificates: [{ ...Certificate, Status: 'Inactive' }],
    IsTruncated: false,
  });
  await expect(iam.call('DeleteUser', { UserName: 'bob' })).rejects.toMatchObject({
    message: 'Cannot delete entity, must delete signing certificates first.',
  });
  await iam.call('DeleteSigningCertificate', of);
  await expect(iam.call('DeleteSigningCertificate', of)).rejects.toMatchObject({
    name: 'NoSuchEntity',
    message: `The Certificate with id ${of.CertificateId} cannot be found.`,
  });
});

test('a user has at most two signing certificates, each once', async () => {
  const iam = await withUser();
  const upload = (CertificateBody: string) =>
    iam.call('UploadSigningCertificate', { UserName: 'bob', CertificateBody });
  await upload(CERTIFICATE);

  await expect(upload(CERTIFICATE)).rejects.toMatchObject({ name: 'DuplicateCertificate' });
  await upload(CA_CERTIFICATE);
  await expect(upload(OTHER_CERTIFICATE)).rejects.toMatchObject({
    name: 'LimitExceeded',
    message: 'Cannot exceed quota for CertificatesPerUser: 2',
  });
  await expect(upload('invalid-certificate-body')).rejects.toMatchObject({
    name: 'MalformedCertificate',
    message: 'Certificate invalid-certificate-body is malformed.',
  });
});

test('a server certificate shows what it is but never its key', async () => {
  const iam = await iamFixture();
  const metadata = {
    Path: '/elb/',
    ServerCertificateName: 'www',
    ServerCertificateId: expect.stringMatching(/^ASCA[A-Z2-7]{17}$/),
    Arn: `arn:aws:iam::${ACCOUNT}:server-certificate/elb/www`,
    UploadDate: iam.clock.now(),
    Expiration: expect.any(Date),
  };

  await expect(
    iam.call('UploadServerCertificate', {
      ...SERVER,
      Path: '/elb/',
      CertificateChain: CA_CERTIFICATE,
    }),
  ).resolves.toEqual({ ServerCertificateMetadata: metadata });
  await expect(iam.call('GetServerCertificate', { ServerCertificateName: 'WWW' })).resolves.toEqual(
    {
      ServerCertificate: {
        ServerCertificateMetadata: metadata,
        CertificateBody: CERTIFICATE,
        CertificateChain: CA_CERTIFICATE,
        Tags: [],
      },
    },
  );
  const row = await iam.store.read((tx) =>
    tx.get<{ private_key: Uint8Array }>('SELECT private_key FROM iam_server_certificate'),
  );
  const secret = PRIVATE_KEY.split('\n')[1] ?? '';
  expect(Buffer.from(row?.private_key ?? []).includes(secret)).toBe(false);
  expect(JSON.stringify(await iam.events())).not.toContain(secret);
});

test.for([
  [{ CertificateBody: 'certificate' }, 'MalformedCertificate'],
  [{ PrivateKey: 'key' }, 'MalformedCertificate'],
  [
    {
      PrivateKey:
        '-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----',
    },
    'MalformedCertificate',
  ],
  [{ PrivateKey: OTHER_PRIVATE_KEY }, 'KeyPairMismatch'],
  [{ CertificateChain: OTHER_CERTIFICATE }, 'MalformedCertificate'],
  [{ CertificateChain: 'chain' }, 'MalformedCertificate'],
] as const)('a server certificate with %o is refused', async ([wrong, name]) => {
  const iam = await iamFixture();

  await expect(iam.call('UploadServerCertificate', { ...SERVER, ...wrong })).rejects.toMatchObject({
    name,
  });
});

test('a server certificate can be renamed and moved, with its tags', async () => {
  const iam = await iamFixture();
  const Tags = [{ Key: 'stage', Value: 'test' }];
  await iam.call('UploadServerCertificate', { ...SERVER, Tags });
  await iam.call('UploadServerCertificate', { ...SERVER, ServerCertificateName: 'api' });
  const rename = (NewServerCertificateName: string) =>
    iam.call('UpdateServerCertificate', {
      ServerCertificateName: 'www',
      NewServerCertificateName,
      NewPath: '/new/',
    });

  await expect(rename('API')).rejects.toMatchObject({
    name: 'EntityAlreadyExists',
    message: 'The Server Certificate with name API already exists.',
  });
  await rename('web');

  await expect(
    iam.call('ListServerCertificateTags', { ServerCertificateName: 'web' }),
  ).resolves.toMatchObject({ Tags });
  const { ServerCertificateMetadataList } = await iam.call<ListServerCertificatesResponse>(
    'ListServerCertificates',
    { PathPrefix: '/new/' },
  );
  expect(ServerCertificateMetadataList?.map(({ Arn }) => Arn)).toEqual([
    `arn:aws:iam::${ACCOUNT}:server-certificate/new/web`,
  ]);
  await iam.call('DeleteServerCertificate', { ServerCertificateName: 'web' });
  await expect(
    iam.call('GetServerCertificate', { ServerCertificateName: 'web' }),
  ).rejects.toMatchObject({
    name: 'NoSuchEntity',
    message: 'The Server Certificate with name web cannot be found.',
  });
});
