import type { ActiveSession } from './active-session.ts';
import type { ConsoleDeps, Visitor } from './console-deps.ts';

/** Who is signed in, and where he asks. */
export interface Caller {
  readonly session: ActiveSession;
  readonly visitor: Visitor;
  readonly region: string;
}

export type Ask = <Output>(service: string, operation: string, input: object) => Promise<Output>;

/** Operations of the embedded cloud by whoever is signed in: IAM decides each, and CloudTrail records it. */
export const askAs =
  ({ cloud, ids }: ConsoleDeps, { session, visitor, region }: Caller): Ask =>
  <Output>(service: string, operation: string, input: object) =>
    // The dispatcher answers what the operation of that name answers, which is of this shape.
    cloud.dispatcher.dispatch({
      service,
      operation,
      input,
      principal: session.principal,
      accessKeyId: session.accessKeyId,
      region: GLOBAL.has(service) ? 'us-east-1' : region,
      requestId: ids.uuid(),
      secureTransport: false,
      fromConsole: true,
      ...visitor,
    }) as Promise<Output>;

const GLOBAL = new Set(['iam', 'organizations']);
