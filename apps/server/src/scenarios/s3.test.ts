import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent } from 'node:http';
import type { LookupFunction } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import * as s3 from '@aws-sdk/client-s3';
import { awsCli, type StartedCloud, startCloud } from '@gatehouse/testcloud';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

let cloud: StartedCloud;
let client: s3.S3Client;

beforeAll(async () => {
  cloud = await startCloud();
  client = clientOf();
});

afterAll(async () => {
  client.destroy();
  await cloud.stop();
});

const clientOf = (
  profile: 'admin' | 'workloads' = 'workloads',
  more: s3.S3ClientConfig = {},
): s3.S3Client => new s3.S3Client({ ...cloud.client(profile), forcePathStyle: true, ...more });

const makeBucket = async (Bucket: string): Promise<string> => {
  await client.send(new s3.CreateBucketCommand({ Bucket }));
  return Bucket;
};

const loopback: LookupFunction = (_host, _options, done) => {
  done(null, [{ address: '127.0.0.1', family: 4 }]);
};

const bytesOf = async (output: s3.GetObjectCommandOutput): Promise<Buffer> =>
  Buffer.from((await output.Body?.transformToByteArray()) ?? []);

describe('the SDK of today', () => {
  test('an object is put in chunks with its checksum and read whole, in part, and only when it changed', async () => {
    const Bucket = await makeBucket('sdk-objects');
    const Body = randomBytes(200_000);
    const named = { Bucket, Key: 'a/b c+é.bin' };

    const put = await client.send(
      new s3.PutObjectCommand({ ...named, Body, ContentType: 'text/x', Metadata: { owner: 'Jo' } }),
    );
    const whole = await client.send(new s3.GetObjectCommand({ ...named, ChecksumMode: 'ENABLED' }));
    const part = await client.send(new s3.GetObjectCommand({ ...named, Range: 'bytes=100-199' }));
    const head = await client.send(new s3.HeadObjectCommand(named));

    const etag = `"${createHash('md5').update(Body).digest('hex')}"`;
    expect(put).toMatchObject({ ETag: etag, ChecksumType: 'FULL_OBJECT' });
    expect(put.ServerSideEncryption).toBe('AES256');
    expect((await bytesOf(whole)).equals(Body)).toBe(true);
    expect(whole).toMatchObject({ ContentType: 'text/x', Metadata: { owner: 'Jo' } });
    expect(whole.ChecksumCRC32).toBe(put.ChecksumCRC32);
    expect((await bytesOf(part)).equals(Body.subarray(100, 200))).toBe(true);
    expect(part.ContentRange).toBe('bytes 100-199/200000');
    expect(part.$metadata.httpStatusCode).toBe(206);
    expect(head).toMatchObject({ ContentLength: 200_000, ETag: etag });
    await expect(
      client.send(new s3.GetObjectCommand({ ...named, IfNoneMatch: etag })),
    ).rejects.toMatchObject({ $metadata: { httpStatusCode: 304 } });
    await expect(
      client.send(new s3.PutObjectCommand({ ...named, Body: 'x', IfNoneMatch: '*' })),
    ).rejects.toMatchObject({ name: 'PreconditionFailed' });
  });

  test('a stream is put, and one that is not what was signed leaves nothing behind', async () => {
    const Bucket = await makeBucket('sdk-streams');
    const Body = randomBytes(300_000);
    const stream = (): Readable =>
      Readable.from([Body.subarray(0, 100_000), Body.subarray(100_000)]);

    await client.send(
      new s3.PutObjectCommand({ Bucket, Key: 'k', Body: stream(), ContentLength: Body.length }),
    );
    const wrong = client.send(
      new s3.PutObjectCommand({
        Bucket,
        Key: 'wrong',
        Body,
        ChecksumSHA256: Buffer.alloc(32).toString('base64'),
      }),
    );
    await expect(wrong).rejects.toMatchObject({ name: 'BadDigest' });

    expect(
      (await bytesOf(await client.send(new s3.GetObjectCommand({ Bucket, Key: 'k' })))).equals(
        Body,
      ),
    ).toBe(true);
    const { Contents } = await client.send(new s3.ListObjectsV2Command({ Bucket }));
    expect(Contents?.map(({ Key }) => Key)).toEqual(['k']);
  });

  test('parts of 20 MiB become one object', async () => {
    const Bucket = await makeBucket('sdk-parts');
    const Key = 'large';
    const parts = [randomBytes(8 << 20), randomBytes(8 << 20), randomBytes(4 << 20)];
    const { UploadId } = await client.send(
      new s3.CreateMultipartUploadCommand({ Bucket, Key, ChecksumAlgorithm: 'CRC32' }),
    );
    const done: s3.CompletedPart[] = [];
    for (const [index, Body] of parts.entries()) {
      const PartNumber = index + 1;
      const { ETag, ChecksumCRC32 } = await client.send(
        new s3.UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }),
      );
      done.push({ ETag, ChecksumCRC32, PartNumber });
    }

    const completed = await client.send(
      new s3.CompleteMultipartUploadCommand({
        Bucket,
        Key,
        UploadId,
        MultipartUpload: { Parts: done },
      }),
    );
    const found = await client.send(new s3.GetObjectCommand({ Bucket, Key }));
    const second = await client.send(new s3.GetObjectCommand({ Bucket, Key, PartNumber: 2 }));

    expect(completed.ETag).toMatch(/^"[0-9a-f]{32}-3"$/);
    expect((await bytesOf(found)).equals(Buffer.concat(parts))).toBe(true);
    expect(second.PartsCount).toBe(3);
    expect((await bytesOf(second)).equals(parts[1] ?? Buffer.alloc(0))).toBe(true);
  });

  test('a request that is signed for another Region than the bucket’s hears which it is', async () => {
    const Bucket = await makeBucket('one-region');
    const elsewhere = clientOf('workloads', { region: 'eu-west-1' });

    const error = await elsewhere
      .send(new s3.ListObjectsV2Command({ Bucket }))
      .catch((caught: unknown) => caught);
    const head = await elsewhere
      .send(new s3.HeadBucketCommand({ Bucket }))
      .catch((caught: unknown) => caught);

    expect(error).toMatchObject({
      name: 'AuthorizationHeaderMalformed',
      Region: 'us-east-1',
      $response: { headers: { 'x-amz-bucket-region': 'us-east-1' } },
    });
    expect(head).toMatchObject({ $metadata: { httpStatusCode: 400 } });
    elsewhere.destroy();
  });

  test('buckets stand in host names too', async () => {
    const hosted = clientOf('workloads', {
      endpoint: cloud.aws.replace('127.0.0.1', 's3.localhost'),
      forcePathStyle: false,
      requestHandler: { httpAgent: new Agent({ lookup: loopback }) },
    });
    const Bucket = 'hosted-bucket';

    await hosted.send(new s3.CreateBucketCommand({ Bucket }));
    await hosted.send(new s3.PutObjectCommand({ Bucket, Key: 'x', Body: 'y' }));

    const read = await client.send(new s3.GetObjectCommand({ Bucket, Key: 'x' }));
    expect((await bytesOf(read)).toString()).toBe('y');
    hosted.destroy();
  });
});

const run = (...args: readonly string[]) => awsCli.run(cloud.client('workloads'), args);

describe.skipIf(awsCli.missing() !== undefined)('the AWS CLI', () => {
  test('makes a bucket, copies, lists, synchronizes and removes it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'gatehouse-s3-'));
    const large = randomBytes(20 << 20);
    writeFileSync(join(folder, 'large.bin'), large);
    writeFileSync(join(folder, 'small.txt'), 'hello');

    const made = await run('s3', 'mb', 's3://cli-bucket');
    const copied = await run('s3', 'cp', join(folder, 'large.bin'), 's3://cli-bucket/in/large.bin');
    const synced = await run('s3', 'sync', folder, 's3://cli-bucket/all');
    const again = await run('s3', 'sync', folder, 's3://cli-bucket/all');
    const listed = await run('s3', 'ls', 's3://cli-bucket', '--recursive');
    const back = await run('s3', 'cp', 's3://cli-bucket/in/large.bin', join(folder, 'back.bin'));
    const refused = await run('s3', 'rb', 's3://cli-bucket');
    const presigned = await run('s3', 'presign', 's3://cli-bucket/all/small.txt');
    const read = await fetch(String(presigned.output));
    const removed = await run('s3', 'rb', 's3://cli-bucket', '--force');

    expect([made, copied, synced, back, removed].map(({ exitCode }) => exitCode)).toEqual([
      0, 0, 0, 0, 0,
    ]);
    expect(again.output).toBeUndefined();
    expect(String(listed.output)).toMatch(/20971520 in\/large\.bin$/m);
    expect(readFileSync(join(folder, 'back.bin')).equals(large)).toBe(true);
    expect(refused.stderr).toContain('BucketNotEmpty');
    expect(await read.text()).toBe('hello');
    expect((await run('s3', 'ls')).output).not.toContain('cli-bucket');
    rmSync(folder, { recursive: true });
  });
});

const policyFor = (Bucket: string, Principal: unknown, Action = 's3:GetObject'): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Principal, Action, Resource: `arn:aws:s3:::${Bucket}/*` },
  });

describe('strangers and pages', () => {
  test('a stranger reads what a public policy lets him, once nothing blocks it', async () => {
    const Bucket = await makeBucket('public-bucket');
    await client.send(new s3.PutObjectCommand({ Bucket, Key: 'x', Body: 'y' }));
    const Policy = policyFor(Bucket, '*');
    const url = `${cloud.aws}/${Bucket}/x`;

    const early = client.send(new s3.PutBucketPolicyCommand({ Bucket, Policy }));
    await expect(early).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining('BlockPublicPolicy'),
    });
    await client.send(new s3.DeletePublicAccessBlockCommand({ Bucket }));
    const before = await fetch(url);
    await client.send(new s3.PutBucketPolicyCommand({ Bucket, Policy }));
    const open = await fetch(url);
    const missing = await fetch(`${cloud.aws}/${Bucket}/other`);
    const listing = await fetch(`${cloud.aws}/${Bucket}`);
    const status = await client.send(new s3.GetBucketPolicyStatusCommand({ Bucket }));
    await client.send(
      new s3.PutPublicAccessBlockCommand({
        Bucket,
        PublicAccessBlockConfiguration: { RestrictPublicBuckets: true },
      }),
    );
    const restricted = await fetch(url);

    expect([before.status, open.status, missing.status, listing.status, restricted.status]).toEqual(
      [403, 200, 403, 403, 403],
    );
    expect(await open.text()).toBe('y');
    expect(await before.text()).toContain('<Code>AccessDenied</Code>');
    expect(status.PolicyStatus).toEqual({ IsPublic: true });
    expect(await restricted.text()).toContain('RestrictPublicBuckets');
  });

  test('another account reads what a policy names it for', async () => {
    const Bucket = await makeBucket('shared-bucket');
    await client.send(new s3.PutObjectCommand({ Bucket, Key: 'x', Body: 'y' }));
    const admin = clientOf('admin');
    const get = () => admin.send(new s3.GetObjectCommand({ Bucket, Key: 'x' }));

    await expect(get()).rejects.toMatchObject({ name: 'AccessDenied' });
    const Policy = policyFor(Bucket, { AWS: '123456789012' });
    await client.send(new s3.PutBucketPolicyCommand({ Bucket, Policy }));

    expect((await bytesOf(await get())).toString()).toBe('y');
    await expect(admin.send(new s3.CreateBucketCommand({ Bucket }))).rejects.toMatchObject({
      name: 'BucketAlreadyExists',
    });
    admin.destroy();
  });

  test('a page of another origin may ask what the rules of a bucket let it', async () => {
    const Bucket = await makeBucket('pages-bucket');
    await client.send(
      new s3.PutBucketCorsCommand({
        Bucket,
        CORSConfiguration: {
          CORSRules: [
            {
              AllowedOrigins: ['https://*.example.com'],
              AllowedMethods: ['GET'],
              AllowedHeaders: ['x-*'],
              MaxAgeSeconds: 60,
            },
          ],
        },
      }),
    );
    const ask = (origin: string, headers: object, method = 'OPTIONS') =>
      fetch(`${cloud.aws}/${Bucket}/x`, { method, headers: { origin, ...headers } });
    const wants = {
      'access-control-request-method': 'GET',
      'access-control-request-headers': 'X-One',
    };

    const allowed = await ask('https://a.example.com', wants);
    const refused = await ask('https://a.example.org', wants);
    const got = await ask('https://a.example.com', {}, 'GET');
    const foreign = await ask('https://a.example.org', {}, 'GET');

    expect([allowed.status, refused.status, got.status, foreign.status]).toEqual([
      200, 403, 403, 403,
    ]);
    expect(allowed.headers.get('access-control-allow-origin')).toBe('https://a.example.com');
    expect(allowed.headers.get('access-control-allow-headers')).toBe('x-one');
    expect(allowed.headers.get('access-control-max-age')).toBe('60');
    expect(await refused.text()).toContain('CORSResponse');
    expect(got.headers.get('access-control-allow-origin')).toBe('https://a.example.com');
    expect(await foreign.text()).toContain('web pages');
  });

  test('an error tells what it is about, in XML', async () => {
    const answer = await fetch(`${cloud.aws}/no-such-bucket-here/key`);
    const error = await client
      .send(new s3.GetObjectCommand({ Bucket: 'no-such-bucket-here', Key: 'key' }))
      .catch((caught: unknown) => caught);

    expect(answer.headers.get('content-type')).toBe('application/xml');
    expect(error).toMatchObject({ name: 'NoSuchBucket', BucketName: 'no-such-bucket-here' });
    expect(answer.headers.get('x-amz-request-id')).toMatch(/./);
  });
});
