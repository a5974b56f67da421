import { AwsError, type AwsErrorOptions } from '@gatehouse/core';

/**
 * Organizations speaks awsJson1.1, where AWS answers every fault of the caller with 400, whatever status the model
 * states for the error.
 */
const failure = (
  code: string,
  message: string,
  { members }: Pick<AwsErrorOptions, 'members'> = {},
): AwsError =>
  new AwsError(code, message, { status: 400, ...(members === undefined ? {} : { members }) });

// Who asks

export const notInUse = (): AwsError =>
  failure('AWSOrganizationsNotInUseException', 'Your account is not a member of an organization.');
export const notPermitted = (): AwsError =>
  failure('AccessDeniedException', "You don't have permissions to access this resource.");

// Values

const invalidInput = (Reason: string, message: string): AwsError =>
  failure('InvalidInputException', message, { members: { Reason } });
const constraint = (Reason: string, message: string): AwsError =>
  failure('ConstraintViolationException', message, { members: { Reason } });

export const invalidEnum = (): AwsError =>
  invalidInput('INVALID_ENUM', 'You specified an invalid value.');
export const invalidPolicyType = (): AwsError =>
  invalidInput('INVALID_ENUM_POLICY_TYPE', 'You specified an invalid value.');
export const invalidPolicyId = (): AwsError =>
  invalidInput('INVALID_SYNTAX_POLICY_ID', 'You specified an invalid value.');
export const invalidTargetId = (): AwsError =>
  invalidInput('INVALID_PATTERN_TARGET_ID', 'You specified an invalid value.');
export const invalidPattern = (): AwsError =>
  invalidInput('INVALID_PATTERN', 'You provided a value that does not match the required pattern.');
export const tooLong = (): AwsError =>
  invalidInput(
    'MAX_LENGTH_EXCEEDED',
    'You provided a string parameter that is longer than allowed.',
  );
export const tooShort = (): AwsError =>
  invalidInput(
    'MIN_LENGTH_EXCEEDED',
    'You provided a string parameter that is shorter than allowed.',
  );
export const tooLarge = (): AwsError =>
  invalidInput(
    'MAX_VALUE_EXCEEDED',
    'You provided a numeric parameter that has a larger value than allowed.',
  );
export const tooSmall = (): AwsError =>
  invalidInput(
    'MIN_VALUE_EXCEEDED',
    'You provided a numeric parameter that has a smaller value than allowed.',
  );
export const inputRequired = (): AwsError =>
  invalidInput('INPUT_REQUIRED', 'You must include a value for all required parameters.');
export const invalidNextToken = (): AwsError =>
  invalidInput(
    'INVALID_NEXT_TOKEN',
    'Get the value for the NextToken parameter from the response to a previous call of the operation.',
  );
export const tooManyFilters = (): AwsError =>
  invalidInput(
    'MAX_LIMIT_EXCEEDED_FILTER',
    'You can specify only one filter parameter for the operation.',
  );
export const invalidRoleName = (): AwsError =>
  invalidInput(
    'INVALID_ROLE_NAME',
    "You provided a role name that isn't valid. A role name can't begin with the reserved prefix AWSServiceRoleFor.",
  );

// Organization

export const alreadyInOrganization = (): AwsError =>
  failure(
    'AlreadyInOrganizationException',
    'The provided account is already a member of an organization.',
  );
export const organizationNotEmpty = (): AwsError =>
  failure(
    'OrganizationNotEmptyException',
    'To delete an organization you must first remove all member accounts (except the master).',
  );
export const needsAllFeatures = (): AwsError =>
  constraint(
    'ORGANIZATION_NOT_IN_ALL_FEATURES_MODE',
    'To perform this operation, you must enable all features in your organization.',
  );

// Roots, units and accounts

export const noSuchRoot = (): AwsError =>
  failure('RootNotFoundException', "You specified a root that doesn't exist.");
export const noSuchUnit = (): AwsError =>
  failure(
    'OrganizationalUnitNotFoundException',
    "You specified an organizational unit that doesn't exist.",
  );
export const noSuchParent = (): AwsError =>
  failure('ParentNotFoundException', "You specified a parent that doesn't exist.");
export const noSuchSource = (): AwsError =>
  failure('SourceParentNotFoundException', "You specified a source parent that doesn't exist.");
export const noSuchDestination = (): AwsError =>
  failure(
    'DestinationParentNotFoundException',
    "You specified a destination parent that doesn't exist.",
  );
export const noSuchChild = (): AwsError =>
  failure('ChildNotFoundException', "You specified a child that doesn't exist.");
export const noSuchTarget = (): AwsError =>
  failure('TargetNotFoundException', "You specified a target that doesn't exist.");
export const noSuchAccount = (): AwsError =>
  failure('AccountNotFoundException', "You specified an account that doesn't exist.");
export const unitExists = (): AwsError =>
  failure('DuplicateOrganizationalUnitException', 'An OU with the same name already exists.');
export const unitNotEmpty = (): AwsError =>
  failure('OrganizationalUnitNotEmptyException', 'The specified OU is not empty.');
export const unitTooDeep = (): AwsError =>
  constraint(
    'OU_DEPTH_LIMIT_EXCEEDED',
    'You cannot add an organizational unit to the specified parent because it would exceed the max depth allowed.',
  );
export const tooManyUnits = (): AwsError =>
  constraint(
    'OU_NUMBER_LIMIT_EXCEEDED',
    'You have exceeded the allowed number of organizational units.',
  );
export const alreadyThere = (): AwsError =>
  failure(
    'DuplicateAccountException',
    'That account is already present in the specified destination.',
  );
export const noSuchRequest = (): AwsError =>
  failure(
    'CreateAccountStatusNotFoundException',
    "You specified a create account request that doesn't exist.",
  );
export const accountClosed = (): AwsError =>
  failure('AccountAlreadyClosedException', 'The provided account is already closed.');
export const closesAlready = (): AwsError =>
  failure(
    'ConflictException',
    'The request failed because it conflicts with the current state of the specified resource.',
  );
export const cannotCloseManagement = (): AwsError =>
  constraint('CANNOT_CLOSE_MANAGEMENT_ACCOUNT', 'You cannot close the management account.');
export const managementCannotLeave = (): AwsError =>
  failure(
    'MasterCannotLeaveOrganizationException',
    "You can't remove the management account from the organization.",
  );
export const closedCannotLeave = (): AwsError =>
  constraint(
    'ACCOUNT_CANNOT_LEAVE_ORGANIZATION',
    'You cannot remove a closed account from the organization.',
  );
export const delegatedCannotLeave = (): AwsError =>
  constraint(
    'CANNOT_REMOVE_DELEGATED_ADMINISTRATOR_FROM_ORG',
    'You cannot remove an account that is registered as a delegated administrator. Deregister the account as a delegated administrator first.',
  );

// Policies

export const noSuchPolicy = (): AwsError =>
  failure('PolicyNotFoundException', "You specified a policy that doesn't exist.");
export const policyExists = (): AwsError =>
  failure('DuplicatePolicyException', 'A policy with the specified name and type already exists.');
export const policyInUse = (): AwsError =>
  failure(
    'PolicyInUseException',
    'The policy is attached to one or more entities. You must detach it from all roots, OUs, and accounts before performing this operation.',
  );
export const immutablePolicy = (): AwsError =>
  invalidInput(
    'IMMUTABLE_POLICY',
    "You specified a policy that is managed by Amazon Web Services and can't be modified.",
  );
export const malformedPolicy = (): AwsError =>
  failure(
    'MalformedPolicyDocumentException',
    'The provided policy document does not meet the requirements of the specified policy type.',
  );
export const policyTooLong = (): AwsError =>
  constraint('POLICY_CONTENT_LIMIT_EXCEEDED', 'You have exceeded the maximum policy size.');
export const tooManyPolicies = (): AwsError =>
  constraint('POLICY_NUMBER_LIMIT_EXCEEDED', 'You have exceeded the allowed number of policies.');
export const typeNotAvailable = (): AwsError =>
  failure(
    'PolicyTypeNotAvailableForOrganizationException',
    'The specified policy type is not available for the feature set of your organization.',
  );
export const typeNotEnabled = (): AwsError =>
  failure(
    'PolicyTypeNotEnabledException',
    'This operation can be performed only for enabled policy types.',
  );
export const typeEnabled = (): AwsError =>
  failure('PolicyTypeAlreadyEnabledException', 'The specified policy type is already enabled.');
export const alreadyAttached = (): AwsError =>
  failure(
    'DuplicatePolicyAttachmentException',
    'A policy with the specified name and type already exists on the specified target.',
  );
export const notAttached = (): AwsError =>
  failure(
    'PolicyNotAttachedException',
    "The specified policy isn't attached to the specified target.",
  );
export const tooManyAttached = (): AwsError =>
  constraint(
    'MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED',
    'You have attached the maximum number of policies to the specified target.',
  );
export const lastAttached = (): AwsError =>
  constraint(
    'MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED',
    'You cannot remove the last policy attached to the specified target. You must have at least one attached at all times.',
  );
export const notDetachable = (): AwsError =>
  invalidInput(
    'NON_DETACHABLE_POLICY',
    "You can't detach this Amazon Web Services Managed Policy.",
  );

// Handshakes

export const noSuchHandshake = (): AwsError =>
  failure('HandshakeNotFoundException', "You specified a handshake that doesn't exist.");
export const handshakeExists = (): AwsError =>
  failure(
    'DuplicateHandshakeException',
    'A handshake with the same action and target already exists.',
  );
export const alreadyInState = (): AwsError =>
  failure(
    'HandshakeAlreadyInStateException',
    'The specified handshake is already in the requested state.',
  );
export const invalidTransition = (): AwsError =>
  failure(
    'InvalidHandshakeTransitionException',
    "You can't perform the operation on the handshake in its current state.",
  );

const handshakeConstraint = (Reason: string, message: string): AwsError =>
  failure('HandshakeConstraintViolationException', message, { members: { Reason } });

export const alreadyMember = (): AwsError =>
  handshakeConstraint(
    'ALREADY_IN_AN_ORGANIZATION',
    'The handshake request is invalid because the invited account is already a member of an organization.',
  );
export const alreadyAllFeatures = (): AwsError =>
  handshakeConstraint(
    'ORGANIZATION_ALREADY_HAS_ALL_FEATURES',
    'The handshake request is invalid because the organization has already enabled all features.',
  );
export const alreadyPendingAllFeatures = (): AwsError =>
  handshakeConstraint(
    'ORGANIZATION_IS_ALREADY_PENDING_ALL_FEATURES_MIGRATION',
    'The handshake request is invalid because the organization has already started the process to enable all features.',
  );
export const noInvitesNow = (): AwsError =>
  handshakeConstraint(
    'INVITE_DISABLED_DURING_ENABLE_ALL_FEATURES',
    "You can't issue new invitations to join an organization while it's in the process of enabling all features.",
  );
export const invalidPartyType = (): AwsError =>
  invalidInput(
    'INVALID_PARTY_TYPE_TARGET',
    'You specified the wrong type of entity (account, organization, or email) as a party.',
  );
export const invalidEmailTarget = (): AwsError =>
  invalidInput(
    'INVALID_EMAIL_ADDRESS_TARGET',
    'You specified an invalid email address for the invited account owner.',
  );

// Services and delegation

export const unknownService = (): AwsError =>
  invalidInput(
    'UNRECOGNIZED_SERVICE_PRINCIPAL',
    'You specified an unrecognized service principal.',
  );
export const serviceNotEnabled = (): AwsError =>
  constraint(
    'SERVICE_ACCESS_NOT_ENABLED',
    'You attempted to register a delegated administrator before you enabled service access. Call the EnableAWSServiceAccess API first.',
  );
export const serviceHasAdministrators = (): AwsError =>
  constraint(
    'DELEGATED_ADMINISTRATOR_EXISTS_FOR_THIS_SERVICE',
    'You cannot disable service access while a delegated administrator is registered for this service.',
  );
export const managementNotDelegable = (): AwsError =>
  constraint(
    'CANNOT_REGISTER_MASTER_AS_DELEGATED_ADMINISTRATOR',
    'You cannot register master account/yourself as delegated administrator for your organization.',
  );
export const closedNotDelegable = (): AwsError =>
  constraint(
    'CANNOT_REGISTER_SUSPENDED_ACCOUNT_AS_DELEGATED_ADMINISTRATOR',
    'You cannot register a suspended account as a delegated administrator.',
  );
export const alreadyRegistered = (): AwsError =>
  failure(
    'AccountAlreadyRegisteredException',
    'The provided account is already a delegated administrator for your organization.',
  );
export const notRegistered = (): AwsError =>
  failure(
    'AccountNotRegisteredException',
    'The provided account is not a registered delegated administrator for your organization.',
  );
export const noResourcePolicy = (): AwsError =>
  failure(
    'ResourcePolicyNotFoundException',
    "We can't find a resource policy request with the parameter that you specified.",
  );
export const invalidResourcePolicy = (): AwsError =>
  invalidInput('INVALID_RESOURCE_POLICY_JSON', 'You specified an invalid resource policy.');
export const invalidPolicyPrincipal = (): AwsError =>
  invalidInput('INVALID_PRINCIPAL', 'You specified an invalid principal element in the policy.');
export const unsupportedPolicyAction = (): AwsError =>
  invalidInput(
    'UNSUPPORTED_ACTION_IN_RESOURCE_POLICY',
    'You specified an action that is not supported in a resource policy.',
  );

// Tags

export const duplicateTag = (): AwsError =>
  invalidInput(
    'DUPLICATE_TAG_KEY',
    'Tag keys must be unique among the tags attached to the same entity.',
  );
export const systemTag = (): AwsError =>
  invalidInput(
    'INVALID_SYSTEM_TAGS_PARAMETER',
    "You specified a tag key that is a system tag. You can't add, edit, or delete system tag keys because they're reserved for Amazon Web Services use.",
  );
export const tooManyTags = (): AwsError =>
  constraint(
    'MAX_TAG_LIMIT_EXCEEDED',
    'You have exceeded the number of tags allowed on this resource.',
  );
