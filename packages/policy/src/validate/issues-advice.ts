const SPECIFY_ARNS = 'We recommend that you specify resource ARNs instead.';
const ARNS_OR_SERVICE =
  'We recommend that you specify resource ARNs or add the iam:PassedToService condition key to your statement.';
const WORKS_FOR_PUBLIC = 'aws:SourceIp works only for public IP address ranges.';

/** Findings of type SECURITY_WARNING, with the text that the service answers. */
export const SECURITY_WARNINGS = {
  ALLOW_WITH_NOT_PRINCIPAL:
    'Using Allow with NotPrincipal can be overly permissive. We recommend that you use Principal instead.',
  DENY_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE:
    "Using the effect Deny with NotAction and the tag condition key {key} can be overly permissive because some service actions are not denied by this statement. This is because the condition key doesn't apply to some service actions. We recommend that you use Action instead of NotAction.",
  DENY_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE:
    'Using the effect Deny with the tag condition key {key} and actions for services with the following prefixes can be overly permissive: {services}. Actions for the listed services are not denied by this statement. We recommend that you move these actions to a different statement without this condition key.',
  DYNAMODB_ATTRIBUTES_WITHOUT_SELECT:
    'Restricting dynamodb:Attributes without also setting dynamodb:Select to SPECIFIC_ATTRIBUTES allows all attributes to be returned on read requests that omit a projection expression. We recommend that you also set dynamodb:Select to SPECIFIC_ATTRIBUTES.',
  FORALLVALUES_WITH_SINGLE_VALUED_KEY:
    'Using ForAllValues qualifier with the single-valued condition key {key} can be overly permissive. We recommend that you remove ForAllValues:.',
  FORANYVALUE_WITH_AUDIENCE_CLAIM_TYPE:
    'Using ForAnyValue qualifier with the single-valued condition key {key} can be overly permissive. We recommend that you remove ForAnyValue:.',
  MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL:
    'Using an Open ID Connect principal without a condition can be overly permissive. Add condition keys with a prefix that matches your federated OIDC principals to ensure that only the intended identity provider assumes the role.',
  MISSING_GITHUB_REPO_CONDITION_KEY:
    'Granting a federated GitHub principal permissions without a condition key can allow more sources to assume the role than you intended. Add the token.actions.githubusercontent.com:sub condition key and specify the branch and repository name in the value.',
  MISSING_PAIRED_CONDITION_KEYS:
    'Using the condition key {key} can be overly permissive without also using the following condition keys: {recommended}. Condition keys like this one are more secure when paired with a related key. We recommend that you add the related condition keys to the same condition block.',
  PASS_ROLE_WITH_NOT_ACTION_AND_NOT_RESOURCE: `Using NotAction with NotResource can be overly permissive because it can allow iam:PassRole permissions on multiple resources.. ${SPECIFY_ARNS}`,
  PASS_ROLE_WITH_NOT_RESOURCE: `Using the iam:PassRole action with NotResource can be overly permissive because it can allow iam:PassRole permissions on multiple resources. ${SPECIFY_ARNS}`,
  PASS_ROLE_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE: `Using an action with a wildcard (*) and NotResource can be overly permissive because it can allow iam:PassRole permissions on multiple resources. ${SPECIFY_ARNS}`,
  PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE: `Using wildcards (*) in the action and the resource can be overly permissive because it allows iam:PassRole permissions on all resources. ${ARNS_OR_SERVICE}`,
  PASS_ROLE_WITH_STAR_IN_RESOURCE: `Using the iam:PassRole action with wildcards (*) in the resource can be overly permissive because it allows iam:PassRole permissions on multiple resources. ${ARNS_OR_SERVICE}`,
  PASS_ROLE_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION: `Using a resource with wildcards (*) and NotAction can be overly permissive because it allows iam:PassRole permissions on all resources. ${ARNS_OR_SERVICE}`,
  RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL:
    'Granting access to a service principal without specifying a source is overly permissive. Use aws:SourceArn, aws:SourceAccount, aws:SourceOrgID, or aws:SourceOrgPaths condition key to grant fine-grained access.',
  S3_PREFIX_IN_NEGATIVE_CONTEXT:
    'Using the s3:prefix condition key in a Deny statement or with a negated string operator does not block listing the objects under the matching prefixes. A request that specifies a shorter prefix does not match the condition and can still list those objects. To restrict listing to specific prefixes, use s3:prefix with StringLike in an Allow statement, or use a Deny statement with StringNotLike.',
  STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS:
    'Use the operator type {allowed} instead of operator {operator} for the condition key {key}.',
  UNTRUSTWORTHY_CONDITION_KEY:
    'The {key} condition key is not recommended for access control as it can be spoofed/manipulated by the caller.',
} as const;

/** Findings of type WARNING, which the reference calls general warnings. */
export const WARNINGS = {
  CREATE_SLR_WITH_NOT_ACTION_AND_NOT_RESOURCE: `Using NotAction with NotResource can allow creation of unintended service-linked roles because it allows iam:CreateServiceLinkedRole permissions on multiple resources. ${SPECIFY_ARNS}`,
  CREATE_SLR_WITH_NOT_RESOURCE: `Using the iam:CreateServiceLinkedRole action with NotResource can allow creation of unintended service-linked roles for multiple resources. ${SPECIFY_ARNS}`,
  CREATE_SLR_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE: `Using an action with a wildcard(*) and NotResource can allow creation of unintended service-linked roles because it can allow iam:CreateServiceLinkedRole permissions on multiple resources. ${SPECIFY_ARNS}`,
  CREATE_SLR_WITH_STAR_IN_ACTION_AND_RESOURCE: `Using wildcards (*) in the action and the resource can allow creation of unintended service-linked roles because it allows iam:CreateServiceLinkedRole permissions on all resources. ${SPECIFY_ARNS}`,
  CREATE_SLR_WITH_STAR_IN_RESOURCE: `Using the iam:CreateServiceLinkedRole action with wildcards (*) in the resource can allow creation of unintended service-linked roles. ${SPECIFY_ARNS}`,
  CREATE_SLR_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION: `Using a resource with wildcards (*) and NotAction can allow creation of unintended service-linked roles because it allows iam:CreateServiceLinkedRole permissions on all resources. ${SPECIFY_ARNS}`,
  DEPRECATED_GLOBAL_CONDITION_KEY:
    'We recommend that you update aws:ARN to use the newer condition key aws:PrincipalArn.',
  INVALID_DATE_VALUE:
    'The date {date} might not resolve as expected. We recommend that you use the YYYY-MM-DD format.',
  INVALID_ROLE_REFERENCE:
    'The Principal element includes the IAM role ID {id}. We recommend that you use a role ARN instead.',
  INVALID_USER_REFERENCE:
    'The Principal element includes the IAM user ID {id}. We recommend that you use a user ARN instead.',
  MISSING_VERSION:
    'We recommend that you specify the Version element to help you with debugging permission issues.',
  POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA:
    'The {size} characters in the identity policy, excluding whitespace, exceed the {quota} character maximum for inline and managed policies. We recommend that you use multiple granular policies.',
  POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA:
    'The {size} characters in the resource policy exceed the {quota} character maximum for resource policies. We recommend that you use multiple granular policies.',
  POLICY_SIZE_EXCEEDS_ROLE_TRUST_POLICY_QUOTA:
    'The characters in the role trust policy, excluding whitespace, exceed the character maximum. We recommend that you request a role trust policy length quota increase using Service Quotas and AWS Support Center. If the quotas have already been increased, then you can ignore this warning.',
  RCP_MISSING_RELATED_PRINCIPAL_CONDITION_KEY:
    'RCPs impact IAM roles, users, and AWS service principals. To prevent unintended impact to services acting on your behalf using a service principal, an additional statement should be added to the Condition block "BoolIfExists": { "aws:PrincipalIsAWSService": "false"} whenever a principal key {key} is used.',
  RCP_MISSING_RELATED_SERVICE_PRINCIPAL_CONDITION_KEY:
    'RCPs impact IAM roles, users, and AWS service principals. To prevent unintended impact to your principals, an additional statement should be added to the Condition block "BoolIfExists": { "aws:PrincipalIsAWSService": "true"} whenever the key {key} is used.',
  RCP_MISSING_SERVICE_CONDITION_KEY_NULL_CHECK:
    'The specified service may have a service integration that does not require the use of the {key} condition key. To prevent unintended impact to services acting on your behalf using a service principal, an additional statement should be added to the Condition block "Null": { "aws:SourceAccount": "false"} or "Null": { "aws:SourceArn": "false"} whenever the key {key} is used.',
  SPECIFIC_GITHUB_REPO_AND_BRANCH_RECOMMENDED:
    'Using a wildcard (*) in token.actions.githubusercontent.com:sub can allow requests from more sources than you intended. Specify the value of token.actions.githubusercontent.com:sub with the repository and branch name. If the subject claim does not include the branch, specify it in a token.actions.githubusercontent.com:ref condition key.',
  TYPE_MISMATCH:
    'Use the operator type {allowed} instead of operator {operator} for the condition key {key}.',
  TYPE_MISMATCH_BOOLEAN:
    'Add a valid Boolean value (true or false) for the condition operator {operator}.',
  TYPE_MISMATCH_DATE:
    'The date condition operator is used with an invalid value. Specify a valid date using YYYY-MM-DD or other ISO 8601 date/time format.',
  TYPE_MISMATCH_NUMBER: 'Add a valid numeric value for the condition operator {operator}.',
  TYPE_MISMATCH_STRING:
    'Add a valid base64-encoded string value for the condition operator {operator}.',
  UNIQUE_SIDS_RECOMMENDED:
    'We recommend that you use statement IDs that are unique to your policy. Update the Sid value.',
  USE_CONDITION_KEY_ONLY_WITH_SUPPORTED_SERVICES:
    'The condition key {key} works only with specific AWS services and must be scoped to supported services in your policies.',
  WILDCARD_WITHOUT_LIKE_OPERATOR:
    'Your condition value includes a * or ? character. If you meant to use a wildcard (*, ?), update the condition operator to include Like.',
} as const;

/** Findings of type SUGGESTION. */
export const SUGGESTIONS = {
  ALLOW_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE:
    "Using the effect Allow with NotAction and the tag condition key {key} allows only service actions that support the condition key. The condition key doesn't apply to some service actions. We recommend that you use Action instead of NotAction.",
  ALLOW_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE:
    'Using the effect Allow with the tag condition key {key} and actions for services with the following prefixes does not affect the policy: {services}. Actions for the listed service are not allowed by this statement. We recommend that you move these actions to a different statement without this condition key.',
  CONFIRM_AUDIENCE_CLAIM_TYPE:
    'The "{key}" ({audience}) claim key identifies the recipients that the JSON web token is intended for. Because this claim is single-valued, do not use a qualifier.',
  EMPTY_ARRAY_ACTION:
    'This statement includes no actions and does not affect the policy. Specify actions.',
  EMPTY_ARRAY_CONDITION:
    'There are no values for the condition key {key} and it does not affect the policy. Specify conditions.',
  EMPTY_ARRAY_CONDITION_FORALLVALUES:
    'The ForAllValues prefix with an empty condition key matches only if the key {key} is missing from the request context. To determine if the request context is empty, we recommend that you use the Null condition operator with the value of true instead.',
  EMPTY_ARRAY_CONDITION_FORANYVALUE:
    'The ForAnyValue prefix with an empty condition key {key} never matches the request context and it does not affect the policy. Specify conditions.',
  EMPTY_ARRAY_CONDITION_IFEXISTS:
    'The IfExists suffix with an empty condition key matches only if the key {key} is missing from the request context. To determine if the request context is empty, we recommend that you use the Null condition operator with the value of true instead.',
  EMPTY_ARRAY_PRINCIPAL:
    'This statement includes no principals and does not affect the policy. Specify principals.',
  EMPTY_ARRAY_RESOURCE:
    'This statement includes no resources and does not affect the policy. Specify resources.',
  EMPTY_OBJECT_CONDITION:
    'This condition block is empty and it does not affect the policy. Specify conditions.',
  EMPTY_OBJECT_PRINCIPAL:
    'This statement includes no principals and does not affect the policy. Specify principals.',
  EMPTY_SID_VALUE: 'Add a value to the empty string in the Sid element.',
  EQUIVALENT_TO_NULL_FALSE:
    'We recommend replacing the key {key} in the condition block of {operator} with {{recommended}: false} to ensure better enforcement of the condition.',
  EQUIVALENT_TO_NULL_TRUE:
    'We recommend replacing the key {key} in the condition block of {operator} with {{recommended}: true} to ensure better enforcement of the condition.',
  IMPROVE_IP_RANGE:
    'The non-zero bits in the IP address after the masked bits are ignored. Replace address with {address}.',
  IRRELEVANT_CONDITION_KEY_IN_POLICY:
    'The condition key {key} is not relevant for the {resourceType} policy.  Use this key in an identity-based policy to govern access to this resource.',
  NULL_WITH_QUALIFIER:
    'Avoid using the Null condition operator with the ForAllValues or ForAnyValue qualifiers because they always return a true or false respectively.',
  PRIVATE_IP_ADDRESS_SUBSET: `The values for condition key aws:SourceIp include a mix of private and public IP addresses. The private addresses will not have the desired effect. ${WORKS_FOR_PUBLIC} To define permissions for private IP ranges, use aws:VpcSourceIp.`,
  PRIVATE_NOT_IP_ADDRESS_SUBSET: `The values for condition key aws:SourceIp include a mix of private and public IP addresses. The private addresses have no effect. ${WORKS_FOR_PUBLIC} To define permissions for private IP ranges, use aws:VpcSourceIp.`,
  RECOMMENDED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL:
    'To restrict access to the service principal {principal} operating on your behalf, we recommend aws:SourceArn, aws:SourceAccount, aws:SourceOrgID, or aws:SourceOrgPaths instead of {key}.',
  REDUNDANT_ACTION:
    'The {count} action(s) are redundant because they provide similar permissions. Update the policy to remove the redundant action such as: {action}.',
  REDUNDANT_CONDITION_VALUE_NUM:
    'Multiple values in {operator} are redundant. Replace with the {which} single value for {key}.',
  REDUNDANT_KEY_DUE_TO_WILDCARD_IN_CONDITION:
    'The key {key} in the condition block of {operator} is redundant because it is always matched. Remove this key to simplify the condition.',
  REDUNDANT_PRINCIPAL_IN_ROLE_TRUST_POLICY:
    'The assumed-role principal {principal} is redundant with its parent role {role}. Remove the assumed-role principal.',
  REDUNDANT_RESOURCE:
    'The {count} resource ARN(s) are redundant because they reference the same resource. Review the use of wildcards (*)',
  REDUNDANT_STATEMENT:
    'The statements are redundant because they provide identical permissions. Update the policy to remove the redundant statement.',
  REDUNDANT_STATEMENT_DUE_TO_WILDCARD_IN_CONDITION:
    'The key {key} in the condition block of {operator} does not match any values. Remove this key to simplify the condition.',
  WILDCARD_IN_SERVICE_NAME:
    'Avoid using wildcards (*, ?) in the service name because it might grant unintended access to other AWS services with similar names.',
} as const;
