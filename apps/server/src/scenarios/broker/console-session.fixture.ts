/** A browser’s page in a console session: what its scripts may do, and nothing else. */
export interface ConsolePage {
  readonly cookie: string;
  /** Calls an AWS operation as the session. */
  call(service: string, operation: string, input?: object): Promise<Response>;
  /** The same, as whatever these headers say it comes from. */
  from(headers: Readonly<Record<string, string>>, path: string, body: string): Promise<Response>;
}

/** Opens the URL that the broker gave. */
export const openConsole = async (url: string): Promise<ConsolePage> => {
  const { origin } = new URL(url);
  const opened = await fetch(url, { redirect: 'manual' });
  const cookie = opened.headers
    .getSetCookie()
    .map((line) => line.split(';')[0] ?? '')
    .join('; ');
  const from: ConsolePage['from'] = (headers, path, body) =>
    fetch(`${origin}${path}`, { method: 'POST', headers: { cookie, ...headers }, body });
  return {
    cookie,
    from,
    call: (service, operation, input = {}) =>
      from(
        { 'content-type': 'application/json', 'x-gatehouse-console': '1', origin },
        `/api/aws/${service}/${operation}`,
        JSON.stringify(input),
      ),
  };
};
