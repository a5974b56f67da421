import { createHmac } from 'node:crypto';
import type { Mail } from '@gatehouse/core';
import { memoryStore, type Store } from '@gatehouse/store';
import type { CallOptions, ServiceFixture } from '@gatehouse/testkit';
import { serviceFixture } from '@gatehouse/testkit';
import { createCognito } from './index.ts';

export const ACCOUNT = '111122223333';
export const PASSWORD = 'Correct-horse-9';
export const ANYBODY: CallOptions = { as: { kind: 'anonymous' } };

interface Pool {
  readonly Id: string;
  readonly Arn: string;
}

interface Client {
  readonly ClientId: string;
  readonly ClientSecret?: string;
}

export interface CognitoFixture extends ServiceFixture {
  /** An operation of the service under test. */
  readonly cognito: <Output>(
    operation: string,
    input: object,
    options?: CallOptions,
  ) => Promise<Output>;
  /** The same without credentials. */
  readonly anybody: <Output>(operation: string, input: object) => Promise<Output>;
  readonly pool: (input?: object) => Promise<Pool>;
  readonly client: (UserPoolId: string, input?: object) => Promise<Client>;
  /** A confirmed user with a password and a verified email address. */
  readonly person: (UserPoolId: string, Username: string, attributes?: object) => Promise<void>;
  /** What was sent, after all due work. */
  readonly mails: () => Promise<readonly Mail[]>;
  /** The code in the last mail. */
  readonly code: () => Promise<string>;
}

export const attributes = (given: object): { Name: string; Value: string }[] =>
  Object.entries(given).map(([Name, Value]) => ({ Name, Value: String(Value) }));

export const secretHash = (client: Client, username: string): string =>
  createHmac('sha256', client.ClientSecret ?? '')
    .update(`${username}${client.ClientId}`)
    .digest('base64');

/** The real service; mail is kept in `sent` instead. */
const withMailKept = (sent: Mail[], open: () => Promise<Store>): Promise<ServiceFixture> =>
  serviceFixture(
    (deps) => ({
      services: [
        createCognito({
          ...deps,
          baseUrl: () => 'http://127.0.0.1:4566',
          mailer: {
            send: (mail) => {
              sent.push(mail);
              return Promise.resolve();
            },
          },
          passwordCostLog2: 4,
        }).service,
      ],
    }),
    open,
  );

/** The real service over an in-memory database, or another empty one; mail is kept instead of sent. */
export const cognitoFixture = async (
  open: () => Promise<Store> = memoryStore,
): Promise<CognitoFixture> => {
  const sent: Mail[] = [];
  const fixture = await withMailKept(sent, open);
  const cognito: CognitoFixture['cognito'] = (operation, input, options) =>
    fixture.call('cognito-idp', operation, input, options);
  const mails = async (): Promise<readonly Mail[]> => {
    await fixture.runner.runDue();
    return sent;
  };
  return {
    ...fixture,
    cognito,
    anybody: (operation, input) => cognito(operation, input, ANYBODY),
    pool: async (input = {}) => {
      const made = await cognito<{ UserPool: Pool }>('CreateUserPool', {
        PoolName: 'people',
        ...input,
      });
      return made.UserPool;
    },
    client: async (UserPoolId, input = {}) => {
      const made = await cognito<{ UserPoolClient: Client }>('CreateUserPoolClient', {
        UserPoolId,
        ClientName: 'app',
        ...input,
      });
      return made.UserPoolClient;
    },
    person: async (UserPoolId, Username, given = {}) => {
      await cognito('AdminCreateUser', {
        UserPoolId,
        Username,
        MessageAction: 'SUPPRESS',
        UserAttributes: attributes({
          email: `${Username}@example.com`,
          email_verified: true,
          ...given,
        }),
      });
      await cognito('AdminSetUserPassword', {
        UserPoolId,
        Username,
        Password: PASSWORD,
        Permanent: true,
      });
    },
    mails,
    code: async () => /\d{6}/.exec((await mails()).at(-1)?.text ?? '')?.[0] ?? '',
  };
};
