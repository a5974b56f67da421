// Runs a rotation function as Lambda does: the AWS SDK is there without being packed, and one event follows the other.
import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { Outcome } from './messages.ts';

registerHooks({
  resolve: (specifier, context, next) => {
    try {
      return next(specifier, context);
    } catch (error) {
      if (!/^@(?:aws-sdk|smithy)\//.test(specifier)) throw error;
      return next(specifier, { ...context, parentURL: import.meta.url });
    }
  },
});

const [, , file = '', name = ''] = process.argv;

type Handler = (event: unknown, context: object) => unknown;

const isHandler = (value: unknown): value is Handler => typeof value === 'function';

const membersOf = (value: unknown): ReadonlyMap<string, unknown> =>
  new Map(typeof value === 'object' && value !== null ? Object.entries(value) : []);

const load = async (): Promise<Handler> => {
  const module: unknown = await import(pathToFileURL(file).href);
  const members = membersOf(module);
  const handler = members.get(name) ?? membersOf(members.get('default')).get(name);
  if (!isHandler(handler)) throw new Error(`${file} exports no function "${name}"`);
  return handler;
};

const answer = (outcome: Outcome): void => {
  process.send?.(outcome);
};

const textOf = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error);

const loaded = load();

process.on('message', (message: unknown) => {
  const members = membersOf(message);
  const id = Number(members.get('id'));
  void (async () => {
    try {
      const handler = await loaded;
      await handler(members.get('event'), {
        functionName: 'rotation-test',
        awsRequestId: String(id),
      });
      answer({ id, done: true });
    } catch (error) {
      answer({ id, done: false, error: textOf(error) });
    }
  })();
});
