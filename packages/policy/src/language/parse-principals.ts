import {
  type Place,
  SYNTAX,
  fault,
  memberPlace,
  objectMembers,
  oneOrMany,
  text,
} from './node-access.ts';
import type { PolicyPrincipal } from './policy-document.ts';

const ACCOUNT = /^\d{12}$/;
/** IAM User Guide, "IAM identifiers": the ids of users, roles and what replaces them once they are deleted. */
const UNIQUE_ID = /^A[A-Z]{2}A[A-Z0-9]{6,124}$/;
const IAM_ARN = /^arn:aws[a-z-]*:iam::(?:\d{12}):(?:root|user\/.+|role\/.+)$/;
const STS_ARN =
  /^arn:aws[a-z-]*:sts::(?:\d{12}):(?:assumed-role\/[^/]+\/[^/]+|federated-user\/[^/]+)$/;
const CLOUDFRONT = /^arn:aws[a-z-]*:iam::cloudfront:user\/.+$/;
const PROVIDER_ARN = /^arn:aws[a-z-]*:iam::(?:\d{12}):(?:saml-provider|oidc-provider)\/.+$/;
const HOST = /^[A-Za-z0-9](?:[A-Za-z0-9.:_/-]*[A-Za-z0-9_/-])?$/;
const SERVICE =
  /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?\.(?:amazonaws\.com(?:\.cn)?|amazon\.com|aws\.internal|aws)$/;
const CANONICAL = /^[0-9a-f]{64}$/;

/** IAM User Guide, "AWS JSON policy elements: Principal". */
export const parsePrincipals = (element: Place): readonly PolicyPrincipal[] => {
  if (element.node.kind === 'string') {
    return element.node.value === '*' ? [{ type: 'AWS', value: '*' }] : invalid(element, undefined);
  }
  const principals = objectMembers(element).flatMap((member) => {
    const { name: type } = member;
    const place = memberPlace(element, member);
    if (!isPrincipalType(type)) return fault(place, SYNTAX);
    return oneOrMany(place).map((value) => {
      const principal = { type, value: text(value) };
      return isValid(principal) ? principal : invalid(value, type);
    });
  });
  return principals.length > 0 ? principals : fault(element, SYNTAX);
};

const isPrincipalType = (name: string): name is PolicyPrincipal['type'] =>
  name === 'AWS' || name === 'Service' || name === 'Federated' || name === 'CanonicalUser';

const isValid = ({ type, value }: PolicyPrincipal): boolean => {
  switch (type) {
    case 'AWS':
      return value === '*' || (!hasWildcard(value) && isAwsPrincipal(value));
    case 'Service':
      return SERVICE.test(value);
    case 'Federated':
      return !hasWildcard(value) && (PROVIDER_ARN.test(value) || HOST.test(value));
    case 'CanonicalUser':
      return CANONICAL.test(value);
    default:
      return type satisfies never;
  }
};

// Only the whole principal can be "*": a pattern would look like a match and be none.
const hasWildcard = (value: string): boolean => value.includes('*') || value.includes('?');

const isAwsPrincipal = (value: string): boolean =>
  ACCOUNT.test(value) ||
  UNIQUE_ID.test(value) ||
  IAM_ARN.test(value) ||
  STS_ARN.test(value) ||
  CLOUDFRONT.test(value);

const invalid = (place: Place, type: PolicyPrincipal['type'] | undefined): never => {
  if (type === 'Federated')
    return fault(place, 'Federated principals must be valid domain names or SAML metadata ARNs');
  const prefix = type === undefined ? '' : `"${type.toUpperCase()}":`;
  return fault(place, `Invalid principal in policy: ${prefix}"${text(place)}"`);
};
