import { ApiError, type ErrorBody, type FailedCall } from './api-error.ts';
import { request, SESSION_ENDED } from './request.ts';

/** An object, in the Region of its bucket. */
export interface ObjectPlace {
  readonly region: string;
  readonly bucket: string;
  readonly key: string;
}

const callIn = (region: string): FailedCall => ({ service: 's3', operation: 'PutObject', region });

const errorOf = (sent: XMLHttpRequest, region: string): ApiError => {
  const broken: ErrorBody = {
    code: sent.status === 0 ? 'NetworkError' : `HTTP ${sent.status}`,
    message: 'The connection ended before the object had arrived.',
  };
  try {
    const parsed: unknown = JSON.parse(sent.responseText);
    const body =
      parsed !== null && typeof parsed === 'object' && 'error' in parsed
        ? // The server's own form of errors.
          (parsed.error as ErrorBody)
        : broken;
    return new ApiError(sent.status, body, callIn(region));
  } catch {
    return new ApiError(sent.status, broken, callIn(region));
  }
};

/** Sends a file as it is read; `fetch` does not tell how far it has come. @throws ApiError */
export const uploadObject = (
  { region, bucket, key }: ObjectPlace,
  file: File,
  progress: (sentBytes: number) => void,
  signal: AbortSignal,
): Promise<void> =>
  new Promise((resolve, reject) => {
    const query = new URLSearchParams({ region, bucket, key });
    if (/^[\x20-\x7e]{1,255}$/.test(file.type)) query.set('type', file.type);
    const sent = new XMLHttpRequest();
    sent.open('PUT', `/api/s3/object?${query.toString()}`);
    sent.setRequestHeader('content-type', 'application/octet-stream');
    sent.setRequestHeader('x-gatehouse-console', '1');
    sent.upload.addEventListener('progress', ({ loaded }) => progress(loaded));
    sent.addEventListener('load', () => {
      if (sent.status === 200) return resolve();
      const error = errorOf(sent, region);
      if (error.code === 'NotSignedIn' || error.code === 'RoleSessionEnded')
        window.dispatchEvent(new Event(SESSION_ENDED));
      reject(error);
    });
    sent.addEventListener('error', () => reject(errorOf(sent, region)));
    sent.addEventListener('abort', () =>
      reject(new ApiError(0, { code: 'Cancelled', message: 'The upload was cancelled.' })),
    );
    signal.addEventListener('abort', () => sent.abort());
    sent.send(file);
  });

/** An address by which anybody gets the object for a while, signed where the keys are. */
export const presignObject = async (
  place: ObjectPlace & { readonly versionId?: string | undefined; readonly seconds: number },
): Promise<string> => {
  const { url } = await request<{ url: string }>('/api/presigned-url', {
    method: 'POST',
    body: place,
  });
  return url;
};

/** Lets the browser save an object; nothing of it passes through the page. */
export const saveObject = async (
  place: ObjectPlace & { readonly versionId?: string | undefined },
): Promise<void> => {
  const { url } = await request<{ url: string }>('/api/s3/download', {
    method: 'POST',
    body: place,
  });
  const link = document.createElement('a');
  link.href = url;
  link.download = '';
  link.click();
};
