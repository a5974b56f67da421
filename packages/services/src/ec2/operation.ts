import {
  type Call,
  type Operation,
  type OperationDefinition,
  type OperationFacts,
  reads,
  writes,
} from '@gatehouse/service-kit';
import { dryRunOperation } from './errors.ts';

const asDryRun =
  <Input, Output>(run: Operation<Input, Output>): Operation<Input, Output> =>
  async (input: Input, call: Call) => {
    if (!isDryRun(input)) return run(input, call);
    // Who only asks uses no key, and other services are asked last.
    await run(input, { ...call, invoke: () => Promise.reject(dryRunOperation()) });
    // It throws, so the transaction in which everything was checked and done is undone.
    throw dryRunOperation();
  };

const isDryRun = (input: unknown): boolean =>
  input !== null && typeof input === 'object' && Reflect.get(input, 'DryRun') === true;

/** An operation of EC2 that changes nothing, tried out where the request has `DryRun`. */
export const shows = <Input, Output>(
  facts: OperationFacts,
  run: Operation<Input, Output>,
): OperationDefinition => reads(facts, asDryRun(run));

/** An operation of EC2 that may change something, tried out where the request has `DryRun`. */
export const changes = <Input, Output>(
  facts: OperationFacts,
  run: Operation<Input, Output>,
): OperationDefinition => writes(facts, asDryRun(run));
