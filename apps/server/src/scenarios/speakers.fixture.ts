import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import * as ecs from '@aws-sdk/client-ecs';
import * as iam from '@aws-sdk/client-iam';
import * as sts from '@aws-sdk/client-sts';
import { awsCli, type StartedCloud } from '@gatehouse/testcloud';

type ClientConfig = ReturnType<StartedCloud['client']>;

/** An answer of either speaker: members as AWS spells them. */
export type Answer = Readonly<Record<string, unknown>>;

/** One unmodified AWS client, so that the same story can be told with each. */
export interface Speaker {
  /** Rejects with the error's code as `name` and AWS's text as `message`. */
  call(config: ClientConfig, service: string, operation: string, input?: object): Promise<Answer>;
}

interface SdkClient {
  send(command: unknown): Promise<Answer>;
  destroy(): void;
}

const CLIENTS: Readonly<Record<string, readonly [new (config: ClientConfig) => unknown, object]>> =
  {
    ecs: [ecs.ECSClient, ecs],
    iam: [iam.IAMClient, iam],
    sts: [sts.STSClient, sts],
    cloudtrail: [CloudTrailClient, { LookupEventsCommand }],
  };

export const sdkSpeaker: Speaker = {
  call: async (config, service, operation, input = {}) => {
    const [Client, commands] = CLIENTS[service] ?? [];
    if (Client === undefined || commands === undefined) throw new Error(`no client ${service}`);
    const Command = Reflect.get(commands, `${operation}Command`) as new (input: object) => unknown;
    const client = new Client(config) as SdkClient;
    try {
      return await client.send(new Command(input));
    } finally {
      client.destroy();
    }
  },
};

const kebab = (operation: string): string =>
  operation.replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => `-${letter}`).toLowerCase();

const ERROR =
  /^An error occurred \((\w+)\) when calling the \w+ operation(?: \(reached max retries: \d+\))?: (.*)$/s;

export const cliSpeaker: Speaker = {
  call: async (config, service, operation, input = {}) => {
    const { exitCode, output, stderr } = await awsCli.run(config, [
      service,
      kebab(operation),
      '--cli-input-json',
      JSON.stringify(input),
    ]);
    if (exitCode === 0) return (output ?? {}) as Answer;
    const [, name = 'NoAnswer', message = stderr] = ERROR.exec(stderr) ?? [];
    throw Object.assign(new Error(message), { name });
  },
};
