import {
  type DeliveryOutcome,
  type FunctionPort,
  type InvokePort,
  permitsService,
  type ServiceSource,
} from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import { functionPolicy, resolveVersion } from './access.ts';
import { type NamedFunction, parseFunction, qualifiedArn } from './arns.ts';
import type { LambdaDeps } from './deps.ts';
import type { Executions } from './execution.ts';
import { keepEvent } from './kept-events.ts';
import type { LambdaFunction } from './model.ts';
import { functions } from './repositories/functions.ts';

/** Lambda quotas, "Invocation payload": 1 MB for asynchronous invocations. */
export const MOST_EVENT_BYTES = 1024 * 1024;
export const MOST_REQUEST_BYTES = 6 * 1024 * 1024;

const permits = async (
  deps: LambdaDeps,
  tx: Tx,
  found: LambdaFunction,
  qualifier: string | undefined,
  source: ServiceSource,
): Promise<boolean> =>
  deps.acceptsLooseInput === true ||
  permitsService(
    deps,
    'lambda:InvokeFunction',
    {
      arn: qualifiedArn(found, qualifier),
      account: found.account,
      region: found.region,
      policy: await functionPolicy(tx, found, qualifier),
    },
    source,
  );

const named = (arn: string): NamedFunction | undefined =>
  arn.startsWith('arn:') ? parseFunction({ account: '', region: '' }, arn) : undefined;

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

const found = async (deps: LambdaDeps, tx: Tx, target: NamedFunction, source: ServiceSource) => {
  const owner = await functions.find(tx, target.ref);
  if (owner === undefined) return 'missing';
  const chance = deps.ids.bytes(4).readUInt32BE(0) / 2 ** 32;
  const resolved = await resolveVersion(tx, owner, target.qualifier, chance);
  if (resolved === undefined) return 'missing';
  if (!(await permits(deps, tx, owner, target.qualifier, source))) return 'refused';
  return { owner, version: resolved.version };
};

export const createFunctionPort = (
  deps: LambdaDeps,
  executions: Executions,
): FunctionPort & InvokePort => ({
  invokeAsync: async ({ functionArn, payload, source }): Promise<DeliveryOutcome> => {
    const target = named(functionArn);
    if (target === undefined) return 'missing';
    if (Buffer.byteLength(payload) > MOST_EVENT_BYTES || !isJson(payload)) return 'refused';
    return deps.store.write(async (tx) => {
      const to = await found(deps, tx, target, source);
      if (typeof to === 'string') return to;
      const event = {
        found: to.owner,
        qualifier: target.qualifier,
        payload: Buffer.from(payload),
      };
      await keepEvent(deps, tx, event, deps.clock.now());
      return 'sent';
    });
  },
  invoke: async ({ functionArn, payload, source }) => {
    const target = named(functionArn);
    if (target === undefined) return { outcome: 'missing' };
    if (Buffer.byteLength(payload) > MOST_REQUEST_BYTES) return { outcome: 'refused' };
    const to = await deps.store.read((tx) => found(deps, tx, target, source));
    if (typeof to === 'string') return { outcome: to };
    const { payload: answer, failed } = await executions.execute({
      found: to.owner,
      version: to.version,
      qualifier: target.qualifier,
      requestId: deps.ids.uuid(),
      payload: Buffer.from(payload),
    });
    return { outcome: 'sent', payload: Buffer.from(answer).toString('utf8'), failed };
  },
  mayInvoke: async (tx, { functionArn, source }) => {
    const target = named(functionArn);
    return target !== undefined && typeof (await found(deps, tx, target, source)) !== 'string';
  },
});
