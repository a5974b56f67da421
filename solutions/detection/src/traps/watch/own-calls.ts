import { objectOf, textOf } from '../../events/json.ts';
import type { TrailEvent } from '../../model.ts';
import { nameTest } from '../../rules/names.ts';
import type { TrapSettings } from '../settings.ts';

/** Whose calls are no sign. */
export interface OwnCalls {
  /** Gatehouse itself, when it makes, rotates and looks at traps. */
  isOwn(event: TrailEvent): boolean;
  /** The same, by the role that makes traps. */
  isKeeper(event: TrailEvent): boolean;
  /** AWS, for itself: Access Analyzer, Config, Macie and others look at everything. */
  isAws(event: TrailEvent): boolean;
  isExpected(event: TrailEvent): boolean;
  isExpectedLister(event: TrailEvent): boolean;
  /** What lists of AWS's console, and of ours, ask about each entry when somebody opens them. */
  isForList(event: TrailEvent): boolean;
}

const AWS = '.amazonaws.com';
/** What these call, somebody told them to: a query, a template, a workflow, a copy. */
const DOING_AS_TOLD: ReadonlySet<string> = new Set(
  [
    'athena',
    'cloudformation',
    'dataexchange',
    'datasync',
    'elasticmapreduce',
    'glue',
    'lambda',
    'omics',
    'redshift',
    'sagemaker',
    'states',
    'batchoperations.s3',
  ].map((name) => `${name}${AWS}`),
);

const FOR_LISTS: ReadonlySet<string> = new Set([
  'dynamodb DescribeTable',
  'iam GetAccessKeyLastUsed',
  'iam GetLoginProfile',
  'iam ListAccessKeys',
  'iam ListGroupsForUser',
  'iam ListMFADevices',
  's3 GetBucketLocation',
]);

const isService = (caller: string | undefined): boolean =>
  caller === 'AWS Internal' ||
  (caller !== undefined && caller.endsWith(AWS) && !DOING_AS_TOLD.has(caller));

// CloudTrail says it of the session; a user agent would be the caller's own word.
const isConsole = ({ record }: TrailEvent): boolean => {
  const said = record['sessionCredentialFromConsole'];
  return said === 'true' || said === true;
};

type Settings = Pick<
  TrapSettings,
  'accounts' | 'roleArnOf' | 'sessionName' | 'ownPrincipals' | 'watch'
>;

export const createOwnCalls = (settings: Settings): OwnCalls => {
  const { accounts, roleArnOf, sessionName, ownPrincipals, watch } = settings;
  const roles = new Set(accounts.flatMap((account) => roleArnOf(account) ?? []));
  const own = new Set(ownPrincipals);
  const lister = nameTest(watch.expectedListers);
  const principal = nameTest(watch.expectedPrincipals);
  // The role alone is not enough: whoever gets hold of it gives their session another name, and is seen.
  const isKeeper = ({ actor }: TrailEvent): boolean =>
    actor.sessionName === sessionName && roles.has(actor.key);
  return {
    isKeeper,
    isOwn: (event) => own.has(event.actor.key) || isKeeper(event),
    isAws: ({ actor, record, sourceIp }) => {
      if (actor.kind === 'service' || actor.key.includes(':role/aws-service-role/')) return true;
      const invokedBy = textOf(objectOf(record['userIdentity'])?.['invokedBy']);
      return isService(invokedBy) || (invokedBy === undefined && isService(sourceIp));
    },
    isExpected: ({ actor }) => principal(actor.key),
    isExpectedLister: (event) => lister(event.actor.key) || isConsole(event),
    isForList: (event) => FOR_LISTS.has(`${event.service} ${event.name}`) && isConsole(event),
  };
};
