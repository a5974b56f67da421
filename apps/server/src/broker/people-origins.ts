import type { Broker } from '@gatehouse/broker';
import type { Log, Timers } from '@gatehouse/core';

export interface PeopleOrigins {
  /** Origins that browsers speak to while people sign in. */
  known(): readonly string[];
  stop(): void;
}

const AGAIN_MILLISECONDS = 15_000;
const HTTP_OK = 200;

const originsIn = (body: unknown): readonly string[] => {
  if (typeof body !== 'object' || body === null) return [];
  return ['issuer', 'tokenEndpoint']
    .map((name): unknown => Reflect.get(body, name))
    .flatMap((url) => (typeof url === 'string' && URL.canParse(url) ? [new URL(url).origin] : []));
};

/** The issuer's own document names its endpoints, which may be of another host. Asked until it has answered. */
export const peopleOrigins = async (
  broker: Pick<Broker, 'fetch'>,
  issuer: string,
  { timers, log }: { readonly timers: Timers; readonly log: Log },
): Promise<PeopleOrigins> => {
  let origins: readonly string[] = [new URL(issuer).origin];
  let cancel: (() => void) | undefined;
  const ask = async (): Promise<void> => {
    const request = new Request('http://broker.invalid/v1/sign-in');
    const answer = await broker.fetch(request, { sourceIp: '127.0.0.1' });
    if (answer.status === HTTP_OK) {
      origins = [...new Set([...origins, ...originsIn(await answer.json())])];
      return;
    }
    log.warn('the identity provider does not answer: nobody can sign in', { issuer });
    cancel = timers.after(AGAIN_MILLISECONDS, () => {
      ask().catch((error: unknown) =>
        log.error('asking the identity provider failed', { cause: String(error) }),
      );
    });
  };
  await ask();
  return { known: () => origins, stop: () => cancel?.() };
};
