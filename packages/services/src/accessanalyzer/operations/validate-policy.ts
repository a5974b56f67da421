import type { ValidatePolicyRequest, ValidatePolicyResponse } from '@aws-sdk/client-accessanalyzer';
import { type Finding, validatePolicy as findingsOf } from '@gatehouse/policy';
import { reads, type ServiceDeps } from '@gatehouse/service-kit';
import { nextTokenInvalid, resourceTypeWithoutResourcePolicy } from '../errors.ts';
import { requireValid } from '../input.ts';
import { LOCALES, memberOf, POLICY_TYPES, VALIDATED_RESOURCE_TYPES } from '../model.ts';

const MOST = 1000;
const USUAL = 100;

/** https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_ValidatePolicy.html */
export const validatePolicy = ({ pages }: Pick<ServiceDeps, 'pages'>) =>
  reads<ValidatePolicyRequest, ValidatePolicyResponse>({}, async (input, call) => {
    await call.authorize('access-analyzer:ValidatePolicy', '*');
    const { policyDocument = '', policyType, validatePolicyResourceType, nextToken } = input;
    requireValid([
      { name: 'policyType', value: policyType, oneOf: POLICY_TYPES },
      { name: 'locale', value: input.locale, oneOf: LOCALES },
      {
        name: 'validatePolicyResourceType',
        value: validatePolicyResourceType,
        oneOf: VALIDATED_RESOURCE_TYPES,
      },
      { name: 'maxResults', value: input.maxResults, minValue: 1, maxValue: MOST },
    ]);
    const type = memberOf(POLICY_TYPES, policyType);
    if (validatePolicyResourceType !== undefined && type !== 'RESOURCE_POLICY')
      throw resourceTypeWithoutResourcePolicy();

    const question = { account: call.account, type, validatePolicyResourceType, policyDocument };
    const after = nextToken === undefined ? [0] : pages.open(question, nextToken);
    if (after === undefined) throw nextTokenInvalid();
    const findings = await findingsOf(policyDocument, { type, validatePolicyResourceType });
    const from = Number(after[0]);
    const to = from + (input.maxResults ?? USUAL);
    return {
      findings: findings.slice(from, to).map(toFinding),
      ...(to < findings.length ? { nextToken: pages.seal(question, [to]) } : {}),
    };
  });

const toFinding = (finding: Finding) => ({
  ...finding,
  locations: finding.locations.map(({ path, span }) => ({ path: [...path], span })),
});
