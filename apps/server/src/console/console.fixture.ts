import { readFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { type StartedCloud, startCloud, type StartOptions } from '@gatehouse/testcloud';

export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  /** The parsed body; an empty object where it is not JSON. */
  readonly body: Record<string, unknown>;
}

export interface Asked {
  readonly method?: 'GET' | 'POST' | 'DELETE' | 'HEAD';
  readonly body?: unknown;
  /** Sent as it is. */
  readonly raw?: string;
  /** Undefined takes one away that our pages send. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

const parsed = (text: string): Record<string, unknown> => {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
};

const own = (url: string): Record<string, string> => ({
  'content-type': 'application/json',
  'x-gatehouse-console': '1',
  'sec-fetch-site': 'same-origin',
  origin: url,
});

/** One request over node:http, which sends whatever header it is told to. */
export const ask = (url: string, path: string, asked: Asked = {}): Promise<Answered> => {
  const { method = 'GET', body, raw } = asked;
  const text = raw ?? (body === undefined ? undefined : JSON.stringify(body));
  const all = { ...own(url), ...asked.headers };
  const headers = Object.fromEntries(
    Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  return new Promise((resolve, reject) => {
    const sent = httpRequest(`${url}${path}`, { method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const answer = Buffer.concat(chunks).toString('utf8');
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: answer,
          body: parsed(answer),
        });
      });
    });
    sent.on('error', reject);
    sent.end(text);
  });
};

/** Somebody with a browser: keeps the cookie that the server sets. */
export interface Person {
  ask(path: string, asked?: Asked): Promise<Answered>;
  aws(service: string, operation: string, input?: object, region?: string): Promise<Answered>;
  signIn(body: object): Promise<Answered>;
  cookie(): string | undefined;
}

export interface ConsoleFixture {
  readonly cloud: StartedCloud;
  readonly url: string;
  person(): Person;
  /** A person who is signed in as the account's seeded administrator. */
  administrator(account?: string): Promise<Person>;
  password(account?: string): string;
}

const person = (url: string): Person => {
  let cookie: string | undefined;
  const send = async (path: string, asked: Asked = {}): Promise<Answered> => {
    const headers = { ...(cookie === undefined ? {} : { cookie }), ...asked.headers };
    const answer = await ask(url, path, { ...asked, headers });
    const set = [answer.headers['set-cookie'] ?? []].flat()[0];
    if (set !== undefined) cookie = set.split(';')[0];
    return answer;
  };
  return {
    ask: send,
    aws: (service, operation, input = {}, region = 'us-east-1') =>
      send(`/api/aws/${service}/${operation}?region=${region}`, { method: 'POST', body: input }),
    signIn: (body) => send('/api/session', { method: 'POST', body }),
    cookie: () => cookie,
  };
};

const WORKLOADS = '111122223333';

export const consoleFixture = async (options: StartOptions = {}): Promise<ConsoleFixture> => {
  const cloud = await startCloud(options);
  const url = cloud.console;
  const password = (account = WORKLOADS): string => {
    const text = readFileSync(cloud.consolePasswords, 'utf8');
    const block = text.split('\n\n').find((part) => part.includes(account)) ?? '';
    return /password +(\S+)/.exec(block)?.[1] ?? '';
  };
  return {
    cloud,
    url,
    person: () => person(url),
    password,
    administrator: async (account = WORKLOADS) => {
      const somebody = person(url);
      const body = { account, userName: 'gatehouse-admin', password: password(account) };
      const answer = await somebody.signIn(body);
      if (answer.body['signedIn'] !== true) throw new Error(answer.text);
      return somebody;
    },
  };
};
