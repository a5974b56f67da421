import type { InvocationRequest, InvocationResponse } from '@aws-sdk/client-lambda';
import { type Call, receives } from '@gatehouse/service-kit';
import { type PermittedFunction, permittedFunction, resolveVersion } from '../access.ts';
import { namedFunction, qualifiedArn } from '../arns.ts';
import type { LambdaDeps } from '../deps.ts';
import {
  clientContextInvalid,
  functionNotFound,
  functionPending,
  payloadNotJson,
  payloadTooLarge,
} from '../errors.ts';
import type { Executed, Executions } from '../execution.ts';
import { keepEvent } from '../kept-events.ts';
import type { FunctionRef, FunctionVersion } from '../model.ts';
import { MOST_EVENT_BYTES, MOST_REQUEST_BYTES } from '../port.ts';

interface Admitted {
  readonly owner: PermittedFunction;
  readonly version: FunctionVersion;
  readonly payload: Uint8Array;
  readonly clientContext: unknown;
  readonly requestId: string;
}

const NOTHING = Buffer.from('{}');

const payloadOf = ({ Payload, InvocationType }: InvocationRequest): Uint8Array => {
  const payload = Payload === undefined || Payload.length === 0 ? NOTHING : Payload;
  const most = InvocationType === 'Event' ? MOST_EVENT_BYTES : MOST_REQUEST_BYTES;
  if (payload.length > most) throw payloadTooLarge(payload.length, most);
  try {
    JSON.parse(Buffer.from(payload).toString('utf8'));
  } catch (error) {
    throw payloadNotJson(error instanceof Error ? error.message : 'not JSON');
  }
  return payload;
};

const clientContextOf = ({ ClientContext }: InvocationRequest): unknown => {
  if (ClientContext === undefined) return undefined;
  try {
    const context: unknown = JSON.parse(Buffer.from(ClientContext, 'base64').toString('utf8'));
    return context;
  } catch {
    throw clientContextInvalid();
  }
};

/** CloudTrail's data events of functions name the function, whichever version or alias is called. */
const touchFunction = (call: Call, input: InvocationRequest): FunctionRef => {
  const { ref } = namedFunction(call, input.FunctionName, input.Qualifier);
  if (ref.account !== call.account) call.alsoRecordIn(ref.account);
  call.touch({ type: 'AWS::Lambda::Function', name: ref.name, arn: ref.arn });
  return ref;
};

const admit = async (deps: LambdaDeps, input: InvocationRequest, call: Call): Promise<Admitted> => {
  touchFunction(call, input);
  const owner = await permittedFunction(
    call,
    'lambda:InvokeFunction',
    input.FunctionName,
    input.Qualifier,
  );
  const chance = deps.ids.bytes(4).readUInt32BE(0) / 2 ** 32;
  const resolved = await resolveVersion(call.tx, owner.found, owner.qualifier, chance);
  if (resolved === undefined) throw functionNotFound(qualifiedArn(owner.ref, owner.qualifier));
  const payload = payloadOf(input);
  const clientContext = clientContextOf(input);
  if (resolved.version.activeAt > call.now) throw functionPending();
  const { requestId } = call;
  return { owner, version: resolved.version, payload, clientContext, requestId };
};

const answer = (input: InvocationRequest, ran: Executed): InvocationResponse => ({
  StatusCode: 200,
  ...(ran.failed ? { FunctionError: 'Unhandled' } : {}),
  ...(input.LogType === 'Tail' ? { LogResult: ran.tail } : {}),
  ExecutedVersion: ran.executedVersion,
  Payload: Buffer.from(ran.payload),
});

/** https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
export const invoke = (deps: LambdaDeps, executions: Executions) =>
  receives<InvocationRequest, Admitted, Executed | undefined, InvocationResponse>(
    {
      limits: {
        FunctionName: { minLength: 1, maxLength: 256 },
        Qualifier: { minLength: 1, maxLength: 128, pattern: '\\$LATEST|[a-zA-Z0-9_-]+' },
        InvocationType: { oneOf: ['Event', 'RequestResponse', 'DryRun'] },
        LogType: { oneOf: ['None', 'Tail'] },
        ClientContext: { maxLength: 3583 },
      },
      event: { data: true, response: 'omit' },
      redact: ['Payload', 'ClientContext'],
      partial: 'Runtimes of Node.js only; others answer InvalidRuntimeException.',
    },
    {
      admit: (input, call) => admit(deps, input, call),
      // The function runs here, where no transaction waits for it.
      keep: async (input, { owner, version, payload, clientContext, requestId }) =>
        (input.InvocationType ?? 'RequestResponse') === 'RequestResponse'
          ? executions.execute({
              found: owner.found,
              version,
              qualifier: owner.qualifier,
              requestId,
              payload,
              clientContext,
            })
          : undefined,
      run: async (input, call, ran) => {
        const ref = touchFunction(call, input);
        if (ran !== undefined) {
          call.remark({ functionVersion: `${ref.arn}:${ran.executedVersion}` });
          call.allowEverybody('the caller was let in before the function ran');
          return answer(input, ran);
        }
        const { owner, payload, requestId } = await admit(deps, input, call);
        if (input.InvocationType === 'DryRun') return { StatusCode: 204 };
        const { found, qualifier } = owner;
        await keepEvent(deps, call.tx, { id: requestId, found, qualifier, payload }, call.now);
        return { StatusCode: 202 };
      },
    },
  );
