import type { Tx } from '@gatehouse/store';
import type { Authorizer, Question, RequestFacts } from './authorization.ts';
import type { AuthorizeOptions, Call, ConditionKeys, Transport } from './call.ts';
import type { EventNotes } from './event.ts';
import type { Principal } from './principal.ts';
import type { OperationDefinition, Service } from './service.ts';

/** A decoded and authenticated request. */
export interface DispatchRequest {
  readonly service: string;
  readonly operation: string;
  readonly input: unknown;
  readonly principal: Principal;
  readonly accessKeyId?: string | undefined;
  readonly region: string;
  readonly requestId: string;
  readonly sourceIp: string;
  readonly userAgent: string;
  readonly secureTransport: boolean;
  /** The call of a person in the console; CloudTrail says so. */
  readonly fromConsole?: boolean | undefined;
  readonly host?: string | undefined;
  readonly authType?: Transport['authType'];
  readonly tlsVersion?: string | undefined;
  /** The resource for which a service calls, for `aws:SourceArn` and `aws:SourceAccount`. */
  readonly source?: { readonly arn: string; readonly account: string } | undefined;
  /** The service that forwards the call of its caller, or of its own infrastructure: `rds.amazonaws.com`. */
  readonly via?: string | undefined;
}

/** A request on its way: what is fixed for it. */
export interface Run {
  readonly request: DispatchRequest;
  readonly service: Service;
  readonly definition: OperationDefinition;
  readonly now: Date;
  /** The service that forwarded the call, when it came through one. */
  readonly via: string | undefined;
  /** The content that it took before its transaction. */
  readonly kept?: unknown;
}

interface Settings {
  readonly run: Run;
  readonly tx: Tx;
  readonly notes: EventNotes;
  readonly authorizer: Pick<Authorizer, 'admit' | 'decide' | 'require'>;
  readonly invoke: Call['invoke'];
}

const GLOBAL_REGION = 'us-east-1';

/** A service for the whole partition is in one Region, whichever a caller signs for. */
const regionOf = ({ request, service }: Run): string =>
  service.global === true ? GLOBAL_REGION : request.region;

const questions = (run: Run) => {
  const { request, service, now, via } = run;
  // One object for the whole call: the authorizer keeps by it what all questions of a call share.
  const facts: RequestFacts = {
    now,
    region: regionOf(run),
    sourceIp: request.sourceIp,
    userAgent: request.userAgent,
    secureTransport: request.secureTransport,
    via,
    source: request.source,
  };
  return (
    action: string,
    resource: string,
    keys: ConditionKeys = {},
    options: AuthorizeOptions = {},
  ): Question => ({
    service,
    principal: request.principal,
    facts,
    action,
    resource,
    keys,
    options,
  });
};

/** What is known of an operation's right to answer, when it has ended. */
export interface Standing {
  readonly authorized: boolean;
  /** The refusal that it was told, whatever it made of it. */
  readonly refusal: { readonly cause: unknown } | undefined;
}

/** The call that an operation sees, and how it stands by now. */
export const createCall = (settings: Settings): { call: Call; standing: () => Standing } => {
  const { run, tx, notes, authorizer, invoke } = settings;
  const { request, now } = run;
  const { principal } = request;
  const question = questions(run);
  let authorized = false;
  let refusal: Standing['refusal'];

  const call: Call = {
    tx,
    principal,
    account: 'account' in principal ? principal.account : '',
    region: regionOf(run),
    partition: 'aws',
    requestId: request.requestId,
    accessKeyId: request.accessKeyId,
    sourceIp: request.sourceIp,
    userAgent: request.userAgent,
    now,
    via: run.via,
    source: request.source,
    transport: {
      host: request.host,
      authType: request.authType,
      secure: request.secureTransport,
      tlsVersion: request.tlsVersion,
    },
    authorize: async (...asked) => {
      try {
        await authorizer.require(question(...asked));
      } catch (cause) {
        refusal ??= { cause };
        throw cause;
      }
      authorized = true;
    },
    decide: (...asked) => authorizer.decide(question(...asked)),
    allowEverybody: () => {
      authorized = true;
    },
    touch: (resource) => {
      const { resources } = notes;
      const at = resources.findIndex(
        ({ type, name }) => type === resource.type && name === resource.name,
      );
      if (at < 0) resources.push(resource);
      else resources[at] = { ...resources[at], ...resource };
    },
    alsoRecordIn: (account) => {
      notes.sharedWith.push(account);
    },
    identify: (userIdentity, account) => {
      notes.identity = { userIdentity, account };
    },
    remark: (data) => {
      notes.remarks = { ...notes.remarks, ...data };
    },
    invoke,
  };
  return { call, standing: () => ({ authorized, refusal }) };
};
