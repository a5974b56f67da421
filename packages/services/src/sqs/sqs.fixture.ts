import { type Ids, systemTimers, type Timers } from '@gatehouse/core';
import {
  noOrganization,
  type OperationCall,
  type OrganizationPort,
  type PrincipalPort,
} from '@gatehouse/service-kit';
import type { Store } from '@gatehouse/store';
import { type CallOptions, serviceFixture, type ServiceFixture } from '@gatehouse/testkit';
import { createKms } from '../index.ts';
import { createSqs, type Sqs } from './index.ts';

export const ACCOUNT = '111122223333';
export const OTHER_ACCOUNT = '444455556666';
export const BASE_URL = 'http://sqs.test:4566';
export const arn = (name: string, region = 'us-east-1'): string =>
  `arn:aws:sqs:${region}:${ACCOUNT}:${name}`;
export const url = (name: string): string => `${BASE_URL}/${ACCOUNT}/${name}`;

export interface SqsFixture extends ServiceFixture {
  readonly queues: Sqs['queues'];
  readonly endWaits: () => void;
  /** What the start of a server does. */
  readonly prepare: () => Promise<void>;
  /** An operation of the service under test. */
  readonly sqs: <Output>(
    operation: string,
    input: unknown,
    options?: CallOptions,
  ) => Promise<Output>;
  /** Makes a queue and answers its URL. */
  readonly queue: (name: string, attributes?: Readonly<Record<string, string>>) => Promise<string>;
  readonly send: (name: string, body: string, more?: object) => Promise<void>;
  /** Bodies of what a receive brings. */
  readonly bodies: (name: string, more?: object) => Promise<readonly (string | undefined)[]>;
}

interface Settings {
  readonly open?: () => Promise<Store>;
  readonly timers?: Timers;
  readonly organizations?: OrganizationPort;
  readonly acceptsLooseInput?: boolean;
  /** Default: the fixture's, which count up; several nodes of one database need others. */
  readonly ids?: Ids;
}

/** Everybody whom a key policy names is there. */
const everybody: PrincipalPort = {
  idOf: async (_tx, named) =>
    `AIDA${named
      .slice(named.lastIndexOf('/') + 1)
      .toUpperCase()
      .padEnd(17, 'A')}`,
  arnOf: async () => undefined,
};

/** The real service over an in-memory database. */
export const sqsFixture = async (settings: Settings = {}): Promise<SqsFixture> => {
  const { open, timers = systemTimers, organizations = noOrganization } = settings;
  let made: Sqs | undefined;
  const fixture = await serviceFixture((deps) => {
    const kms = createKms({ ...deps, principals: everybody, organizations });
    made = createSqs({
      keys: kms.keys,
      call: (request) => asService(request),
      ...deps,
      ids: settings.ids ?? deps.ids,
      timers,
      organizations,
      baseUrl: () => BASE_URL,
      acceptsLooseInput: settings.acceptsLooseInput ?? false,
    });
    return {
      services: [made.service, kms.service],
      organizations,
      dataEvents: { wants: () => true },
    };
  }, open);
  const asService: OperationCall = ({ service, operation, input, principal, region }) =>
    fixture.call(service, operation, input, { as: principal, region });
  if (made === undefined) throw new Error('the service was not made');
  const { queues, service } = made;
  const endWaits = made.endWaits.bind(made);
  const sqs: SqsFixture['sqs'] = (operation, input, options) =>
    fixture.call('sqs', operation, input, options);
  return {
    ...fixture,
    queues,
    endWaits,
    prepare: () => fixture.store.write(async (tx) => service.prepare?.(tx, fixture.clock.now())),
    sqs,
    queue: async (name, Attributes) => {
      const { QueueUrl } = await sqs<{ QueueUrl: string }>('CreateQueue', {
        QueueName: name,
        Attributes: {
          ...(name.endsWith('.fifo') ? { FifoQueue: 'true' } : {}),
          ...Attributes,
        },
      });
      return QueueUrl;
    },
    send: async (name, MessageBody, more = {}) => {
      await sqs('SendMessage', { QueueUrl: url(name), MessageBody, ...more });
    },
    bodies: async (name, more = {}) => {
      const { Messages = [] } = await sqs<{ Messages?: { Body?: string }[] }>('ReceiveMessage', {
        QueueUrl: url(name),
        MaxNumberOfMessages: 10,
        ...more,
      });
      return Messages.map(({ Body }) => Body);
    },
  };
};
