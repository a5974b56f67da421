/** What a browser shows, or where it was sent. */
export interface FormPage {
  readonly url: string;
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
}

/**
 * A browser without scripts: follows redirects, keeps cookies, fills in the one form of a page. Where it leaves the site it
 * started on, it stops: the page is then empty and its URL the address it was sent to.
 */
export interface FormBrowser {
  open(url: string): Promise<FormPage>;
  /** Sends the page's form with its hidden values and these. */
  submit(page: FormPage, values: Readonly<Record<string, string>>): Promise<FormPage>;
  /** Names of the cookies that it would send to an address. */
  cookies(url: string): readonly string[];
}

const MOST_REDIRECTS = 10;

const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
};

const plain = (text: string): string =>
  text.replaceAll(/&(?:amp|lt|gt|quot|#39);/g, (entity) => ENTITIES[entity] ?? entity);

const attribute = (tag: string, name: string): string | undefined => {
  const found = new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1];
  return found === undefined ? undefined : plain(found);
};

/** Address and present values of a page's form. */
export const formOf = (
  page: FormPage,
): { readonly action: string; readonly values: ReadonlyMap<string, string> } => {
  const [, tag = '', body = ''] = /<form([^>]*)>([\s\S]*?)<\/form>/.exec(page.text) ?? [];
  const action = attribute(tag, 'action');
  if (action === undefined) throw new Error(`there is no form at ${page.url}: ${page.text}`);
  const inputs = [...body.matchAll(/<input[^>]*>/g)].map(([input]): [string, string] => [
    attribute(input, 'name') ?? '',
    attribute(input, 'value') ?? '',
  ]);
  return { action: new URL(action, page.url).href, values: new Map(inputs) };
};

interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly path: string;
}

/** RFC 6265 §5.1.4. */
const isBelow = (path: string, cookiePath: string): boolean =>
  path === cookiePath || path.startsWith(cookiePath.endsWith('/') ? cookiePath : `${cookiePath}/`);

const parseCookie = (line: string): Cookie & { readonly ended: boolean } => {
  const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
  const [name = '', ...value] = pair.split('=');
  const of = (key: string): string | undefined =>
    attributes.find((part) => part.toLowerCase().startsWith(`${key}=`))?.split('=')[1];
  return { name, value: value.join('='), path: of('path') ?? '/', ended: of('max-age') === '0' };
};

export const createFormBrowser = (send: (request: Request) => Promise<Response>): FormBrowser => {
  const jar = new Map<string, Cookie>();

  const cookiesFor = (url: string): Cookie[] =>
    [...jar.values()].filter(({ path }) => isBelow(new URL(url).pathname, path));

  const keep = (url: string, response: Response): void => {
    const { host } = new URL(url);
    for (const line of response.headers.getSetCookie()) {
      const { ended, ...cookie } = parseCookie(line);
      const key = `${host} ${cookie.path} ${cookie.name}`;
      if (ended) jar.delete(key);
      else jar.set(key, cookie);
    }
  };

  const visit = async (start: string, form?: URLSearchParams): Promise<FormPage> => {
    const { origin } = new URL(start);
    let url = start;
    let body = form;
    for (let count = 0; count < MOST_REDIRECTS; count += 1) {
      const headers = new Headers({ 'sec-fetch-site': 'same-origin' });
      const cookie = cookiesFor(url).map(({ name, value }) => `${name}=${value}`);
      if (cookie.length > 0) headers.set('cookie', cookie.join('; '));
      const request = new Request(url, {
        method: body === undefined ? 'GET' : 'POST',
        headers,
        redirect: 'manual',
        ...(body === undefined ? {} : { body }),
      });
      const response = await send(request);
      keep(url, response);
      const location = response.headers.get('location');
      if (location === null)
        return {
          url,
          status: response.status,
          text: await response.text(),
          headers: response.headers,
        };
      url = new URL(location, url).href;
      body = undefined;
      if (new URL(url).origin !== origin)
        return { url, status: response.status, text: '', headers: response.headers };
    }
    throw new Error(`more than ${MOST_REDIRECTS} redirects from ${start}`);
  };

  return {
    open: (url) => visit(url),
    submit: (page, values) => {
      const { action, values: present } = formOf(page);
      return visit(action, new URLSearchParams({ ...Object.fromEntries(present), ...values }));
    },
    cookies: (url) => cookiesFor(url).map(({ name }) => name),
  };
};
