import type { RawRequest } from './load.ts';

/** The request that an SDK client signs, kept instead of sent; a signature holds for five minutes. */
export const captured = async (
  send: (capture: CaptureHandler) => Promise<unknown>,
): Promise<RawRequest> => {
  const capture = new CaptureHandler();
  await send(capture).catch(() => undefined);
  if (capture.request === undefined) throw new Error('nothing was sent');
  return capture.request;
};

export class CaptureHandler {
  request: RawRequest | undefined;

  async handle(request: {
    readonly path: string;
    readonly headers: Record<string, string>;
    readonly body: string;
  }): Promise<never> {
    const { 'content-length': _length, ...headers } = request.headers;
    this.request = { path: request.path, headers, body: request.body };
    throw new Error('captured');
  }
}
