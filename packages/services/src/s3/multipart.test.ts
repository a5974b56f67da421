import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { s3Fixture } from './s3.fixture.ts';

const MIB = 1024 ** 2;

interface Uploaded {
  readonly UploadId: string;
}

test('parts become an object in their order, whatever the order they came in', async () => {
  const { s3, bucket, put, text } = await s3Fixture();
  const Bucket = await bucket('parts-bucket');
  const at = { Bucket, Key: 'k' };
  const { UploadId } = await s3<Uploaded>('CreateMultipartUpload', { ...at, Metadata: { a: '1' } });
  const part = async (PartNumber: number, Body: string) => {
    const { ETag } = await s3<{ ETag: string }>('UploadPart', {
      ...at,
      UploadId,
      PartNumber,
      Body,
    });
    return { PartNumber, ETag };
  };
  const [a, b, c] = ['a'.repeat(5 * MIB), 'b'.repeat(5 * MIB), 'c'] as const;
  const three = await part(3, c);
  await part(2, 'replaced');
  const one = await part(1, a);
  await put(Bucket, 'source', `x${b}x`);
  const { CopyPartResult } = await s3<{ CopyPartResult: { ETag: string } }>('UploadPartCopy', {
    ...at,
    UploadId,
    PartNumber: 2,
    CopySource: `${Bucket}/source`,
    CopySourceRange: `bytes=1-${5 * MIB}`,
  });
  const two = { PartNumber: 2, ETag: CopyPartResult.ETag };
  const complete = (Parts: readonly object[], more: object = {}) =>
    s3<{ ETag: string }>('CompleteMultipartUpload', {
      ...at,
      UploadId,
      MultipartUpload: { Parts },
      ...more,
    });

  await expect(complete([two, one])).rejects.toMatchObject({ name: 'InvalidPartOrder' });
  await expect(complete([one, { ...two, ETag: '"x"' }])).rejects.toMatchObject({
    name: 'InvalidPart',
  });
  await expect(complete([one, three, { ...two, PartNumber: 4 }])).rejects.toMatchObject({
    name: 'InvalidPart',
  });
  await expect(complete([])).rejects.toMatchObject({ name: 'MalformedXML' });
  await expect(complete([one, two, three], { MpuObjectSize: 7 })).rejects.toMatchObject({
    name: 'InvalidRequest',
  });
  const listed = await s3<{ Parts: readonly { PartNumber: number }[] }>('ListParts', {
    ...at,
    UploadId,
    MaxParts: 2,
  });
  const { ETag } = await complete([one, two, three]);

  const md5s = [a, b, c].map((bytes) => createHash('md5').update(bytes).digest());
  expect(ETag).toBe(`"${createHash('md5').update(Buffer.concat(md5s)).digest('hex')}-3"`);
  expect(await text(Bucket, 'k')).toBe(`${a}${b}${c}`);
  expect(await text(Bucket, 'k', { Range: `bytes=${5 * MIB - 2}-${5 * MIB + 1}` })).toBe('aabb');
  expect(listed).toMatchObject({
    IsTruncated: true,
    Parts: [{ PartNumber: 1 }, { PartNumber: 2 }],
  });
  await expect(complete([one])).rejects.toMatchObject({ name: 'NoSuchUpload' });
  expect(await s3('HeadObject', { ...at, PartNumber: 3 })).toMatchObject({
    PartsCount: 3,
    ContentLength: 1,
  });
});

test('a part but the last must have 5 MiB, and an upload that is aborted is gone', async () => {
  const { s3, bucket } = await s3Fixture();
  const at = { Bucket: await bucket('small-parts'), Key: 'k' };
  const { UploadId } = await s3<Uploaded>('CreateMultipartUpload', at);
  const Parts = [];
  for (const PartNumber of [1, 2]) {
    const { ETag } = await s3<{ ETag: string }>('UploadPart', {
      ...at,
      UploadId,
      PartNumber,
      Body: 'x',
    });
    Parts.push({ PartNumber, ETag });
  }

  await expect(
    s3('CompleteMultipartUpload', { ...at, UploadId, MultipartUpload: { Parts } }),
  ).rejects.toMatchObject({ name: 'EntityTooSmall' });
  const before = await s3<object>('ListMultipartUploads', { Bucket: at.Bucket });
  await s3('AbortMultipartUpload', { ...at, UploadId });

  expect(before).toMatchObject({ Uploads: [{ Key: 'k', UploadId }] });
  await expect(s3('ListParts', { ...at, UploadId })).rejects.toMatchObject({
    name: 'NoSuchUpload',
  });
});

test.for([
  ['CRC32', 'FULL_OBJECT'],
  ['CRC32C', 'FULL_OBJECT'],
  ['CRC64NVME', 'FULL_OBJECT'],
  ['SHA256', 'COMPOSITE'],
] as const)('the %s of an upload is the %s one', async ([ChecksumAlgorithm, ChecksumType]) => {
  const { s3, bucket, put } = await s3Fixture();
  const at = { Bucket: await bucket('sums-bucket'), Key: 'k' };
  const { UploadId } = await s3<Uploaded>('CreateMultipartUpload', {
    ...at,
    ChecksumAlgorithm,
    ChecksumType,
  });
  const bodies = ['a'.repeat(5 * MIB), 'b'.repeat(12_345)];
  const Parts: object[] = [];
  for (const [index, Body] of bodies.entries()) {
    const answer = await s3<{ ETag: string }>('UploadPart', {
      ...at,
      UploadId,
      PartNumber: index + 1,
      Body,
    });
    Parts.push({ PartNumber: index + 1, ...answer });
  }

  const done = await s3<Record<string, string>>('CompleteMultipartUpload', {
    ...at,
    UploadId,
    MultipartUpload: { Parts },
  });
  const whole = await put(at.Bucket, 'whole', bodies.join(''), { ChecksumAlgorithm });

  const name = `Checksum${ChecksumAlgorithm}`;
  const sums = bodies.map((body) => createHash('sha256').update(body).digest());
  const composite = `${createHash('sha256').update(Buffer.concat(sums)).digest('base64')}-2`;
  expect(done).toMatchObject({ ChecksumType });
  expect(done[name]).toBe(
    ChecksumType === 'COMPOSITE' ? composite : new Map(Object.entries(whole)).get(name),
  );
});
