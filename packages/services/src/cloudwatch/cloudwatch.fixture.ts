import type { DeliveryOutcome, ServicePublication } from '@gatehouse/service-kit';
import type { Store } from '@gatehouse/store';
import { type CallOptions, serviceFixture, type ServiceFixture } from '@gatehouse/testkit';
import { type CloudWatch, createCloudWatch } from './index.ts';

export const ACCOUNT = '111122223333';

export interface CloudWatchFixture extends ServiceFixture {
  readonly cloudWatch: CloudWatch;
  readonly run: <Output>(
    operation: string,
    input: unknown,
    options?: CallOptions,
  ) => Promise<Output>;
  /** What topics got. */
  readonly published: readonly ServicePublication[];
  /** What functions got. */
  readonly invoked: readonly { readonly functionArn: string; readonly payload: string }[];
  /** What the next deliveries come to; default: sent. */
  readonly answerWith: (outcome: DeliveryOutcome | Error) => void;
  /** A time so many seconds from now. */
  readonly at: (seconds: number) => Date;
  /** Puts values of one metric of the namespace `app`, one of each time given in seconds from now. */
  readonly put: (
    name: string,
    values: readonly (readonly [seconds: number, value: number])[],
    more?: object,
  ) => Promise<void>;
}

export const cloudWatchFixture = async (
  settings: { readonly open?: () => Promise<Store> } = {},
): Promise<CloudWatchFixture> => {
  let cloudWatch: CloudWatch | undefined;
  let outcome: DeliveryOutcome | Error = 'sent';
  const published: ServicePublication[] = [];
  const invoked: { functionArn: string; payload: string }[] = [];
  const answer = (): Promise<DeliveryOutcome> =>
    outcome instanceof Error ? Promise.reject(outcome) : Promise.resolve(outcome);
  const fixture = await serviceFixture((deps) => {
    cloudWatch = createCloudWatch({
      ...deps,
      topics: {
        publish: (publication) => {
          published.push(publication);
          return answer();
        },
      },
      functions: {
        invokeAsync: ({ functionArn, payload }) => {
          invoked.push({ functionArn, payload });
          return answer();
        },
      },
      listeners: { any: () => true },
    });
    return { services: [cloudWatch.service] };
  }, settings.open);
  if (cloudWatch === undefined) throw new Error('the service was not made');
  const run: CloudWatchFixture['run'] = (operation, input, options) =>
    fixture.call('cloudwatch', operation, input, options);
  const at = (seconds: number): Date => new Date(fixture.clock.now().getTime() + seconds * 1000);
  return {
    ...fixture,
    cloudWatch,
    run,
    published,
    invoked,
    answerWith: (next) => {
      outcome = next;
    },
    at,
    put: async (name, values, more = {}) => {
      for (let from = 0; from < values.length; from += 1000)
        await run('PutMetricData', {
          Namespace: 'app',
          MetricData: values.slice(from, from + 1000).map(([seconds, Value]) => ({
            MetricName: name,
            Timestamp: at(seconds),
            Value,
            ...more,
          })),
        });
    },
  };
};
