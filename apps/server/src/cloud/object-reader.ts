import type { OperationCall } from '@gatehouse/service-kit';
import type { LambdaDeps } from '@gatehouse/services';

const isBytes = (body: unknown): body is AsyncIterable<Uint8Array> =>
  body !== null && typeof body === 'object' && Symbol.asyncIterator in body;

/** Objects as their content, read as whoever names them. */
export const objectReader =
  (call: OperationCall): LambdaDeps['readObject'] =>
  async ({ bucket, key, versionId, principal, region }) => {
    const output = await call({
      service: 's3',
      operation: 'GetObject',
      input: { Bucket: bucket, Key: key, VersionId: versionId },
      principal,
      region,
      by: 'lambda.amazonaws.com',
    });
    const body =
      output !== null && typeof output === 'object' && 'Body' in output ? output.Body : undefined;
    if (!isBytes(body)) throw new Error('an object was answered without its content');
    return body;
  };
