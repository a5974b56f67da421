export {
  admits,
  constraintText,
  inWords as constraintsInWords,
  isConstrained,
  isWithin,
  pairs,
} from './constraints.ts';
export { gatherAccess, readIam, readKeyAccess } from './gather.ts';
export { plainly } from './json.ts';
export type { Constraints, Context, Grant, KeyFacts, Party, Unread } from './model.ts';
export { isMachine, partyOf } from './party.ts';
export { type Apis, apisOf, type AskedFrom } from './reading/apis.ts';
export { attempt, reasonOf } from './reading/attempt.ts';
export { readGrants } from './reading/grants.ts';
export { keyArns, readKey } from './reading/keys.ts';
export { type OrganizationFacts, readOrganization } from './reading/organization.ts';
export { allNext } from './reading/pages.ts';
export type { AccountPrincipals, IamPrincipal, PolicyText } from './reading/principals.ts';
export { type Answer, answerFor, type Asked, type Result } from './who-can/answers.ts';
export { type Candidate, candidatesOf } from './who-can/candidates.ts';
export { createReader, type Reader } from './who-can/doubt.ts';
export { policyReader, type ReadPolicy } from './who-can/policies.ts';
export {
  type Circumstances,
  commonKeys,
  lowered,
  operationNamed,
  type Question,
  QuestionError,
  type Subject,
} from './who-can/question.ts';
export type { Statement, Wording } from './who-can/reasons.ts';
export {
  askAboutKey,
  granteesOf,
  type KeyAccess,
  whoCan,
  type WhoCan,
  type WhoCanFacts,
} from './who-can/who-can.ts';
