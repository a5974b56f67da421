import { AwsError } from '@gatehouse/core';

export const invalidInput = (message: string): AwsError =>
  new AwsError('InvalidInputException', message);
const invalidAccess = (message: string): AwsError =>
  new AwsError('InvalidAccessException', message);
const notFound = (message: string): AwsError =>
  new AwsError('ResourceNotFoundException', message, { status: 404 });
const conflict = (message: string): AwsError => new AwsError('ResourceConflictException', message);
const denied = (message: string): AwsError => new AwsError('AccessDeniedException', message);
const limitExceeded = (message: string): AwsError =>
  new AwsError('LimitExceededException', message);

export const notSubscribed = (account: string): AwsError =>
  invalidAccess(`Account ${account} is not subscribed to AWS Security Hub`);
export const alreadySubscribed = (): AwsError =>
  conflict('Account is already subscribed to Security Hub');
export const administratorStays = (): AwsError =>
  invalidInput('Cannot disable Security Hub on the Security Hub administrator');
export const tokenInvalid = (): AwsError => invalidInput('Invalid NextToken');
export const resourceNotFound = (arn: string): AwsError =>
  notFound(`The resource ${arn} was not found`);

export const tagReserved = (): AwsError =>
  invalidInput('Tag keys must not begin with the reserved prefix aws:');
export const tooManyTags = (): AwsError => invalidInput('A resource can have at most 50 tags');

export const notAdministrator = (account: string): AwsError =>
  invalidAccess(`Account ${account} is not an administrator for this organization`);
export const insufficientAccess = (): AwsError =>
  denied('You do not have sufficient access to perform this action.');
export const organizationNotInUse = (): AwsError =>
  new AwsError(
    'AWSOrganizationsNotInUseException',
    'Your account is not a member of an organization.',
  );
export const managementOnly = (): AwsError =>
  denied("You don't have permissions to access this resource.");
export const notInOrganization = (account: string): AwsError =>
  invalidInput(`Account ${account} is not a member of the organization`);
export const managementNotDelegable = (): AwsError =>
  invalidInput(
    'The organization management account cannot be designated as the delegated Security Hub administrator',
  );
export const otherAdministrator = (account: string): AwsError =>
  conflict(`Account ${account} is already the Security Hub administrator of the organization`);
export const notTheAdministrator = (account: string): AwsError =>
  invalidInput(`Account ${account} is not the Security Hub administrator of the organization`);
export const centralUnavailable = (): AwsError =>
  invalidInput('Central configuration is not available');
export const centralEnablesNothing = (): AwsError =>
  new AwsError(
    'ValidationException',
    'AutoEnable must be false and AutoEnableStandards NONE with central configuration',
  );
export const featureUnavailable = (feature: string): AwsError =>
  invalidInput(`The feature ${feature} is not available`);

export const memberOfAnother = (account: string): AwsError =>
  invalidAccess(`Account ${account} is a member account of a Security Hub administrator`);
export const hasMembers = (): AwsError =>
  invalidInput('An account with member accounts cannot become a member account');
export const hasAdministrator = (): AwsError =>
  invalidInput('The account already has a Security Hub administrator account');
export const noInvitation = (administrator: string): AwsError =>
  notFound(`There is no invitation from account ${administrator}`);
export const noAdministrator = (): AwsError =>
  notFound('The account is not associated with a Security Hub administrator account');
export const organizationDecides = (): AwsError =>
  invalidAccess(
    'Only the Security Hub administrator can disassociate a member account of its organization',
  );
export const noSuchMember = (account: string): AwsError =>
  notFound(`Account ${account} is not a member account`);
export const tooManyMembers = (): AwsError =>
  limitExceeded('The number of member accounts has reached its limit');
export const badAccountId = (account: string): AwsError =>
  invalidInput(`Invalid account ID: ${account}`);

export const aggregatorExists = (): AwsError =>
  limitExceeded('A finding aggregator already exists for this account');
export const aggregationDenied = (): AwsError =>
  denied('A member account cannot configure finding aggregation');
export const notHomeRegion = (region: string): AwsError =>
  invalidInput(`Finding aggregation is configured in its aggregation Region ${region}`);
export const linkingModeInvalid = (mode: string): AwsError =>
  invalidInput(`Invalid RegionLinkingMode: ${mode}`);
export const regionsNeeded = (mode: string): AwsError =>
  invalidInput(`Regions must be specified for RegionLinkingMode ${mode}`);
export const regionsForbidden = (mode: string): AwsError =>
  invalidInput(`Regions must not be specified for RegionLinkingMode ${mode}`);
export const regionInvalid = (region: string): AwsError =>
  invalidInput(`Invalid Region: ${region}`);

export const noSuchProduct = (arn: string): AwsError =>
  invalidInput(`Invalid parameter ProductArn: ${arn}`);
export const productEnabled = (): AwsError =>
  conflict('The account is already subscribed to this product');

export const actionExists = (): AwsError =>
  conflict('A custom action with this identifier already exists');
export const actionIdInvalid = (): AwsError =>
  invalidInput('Id must have 1 to 20 alphanumeric characters');
export const actionNameInvalid = (): AwsError => invalidInput('Name must have 1 to 20 characters');
export const actionDescriptionInvalid = (): AwsError =>
  invalidInput('Description must have 1 to 500 characters');
export const tooManyActions = (): AwsError =>
  limitExceeded('The number of custom actions has reached its limit');
export const tooManyForAction = (most: number): AwsError =>
  invalidInput(`At most ${most} can be sent to a custom action at once`);

export const managedInsight = (): AwsError =>
  invalidAccess('Managed insights cannot be changed or deleted');
export const notGroupable = (attribute: string): AwsError =>
  invalidInput(`Invalid GroupByAttribute: ${attribute}`);
export const insightNameInvalid = (): AwsError =>
  invalidInput('Name must have 1 to 128 characters');
export const filtersMissing = (): AwsError => invalidInput('Filters must not be empty');
export const tooManyInsights = (): AwsError =>
  limitExceeded('The number of custom insights has reached its limit');

export const ruleNotAllowed = (): AwsError =>
  denied('Automation rules can only be managed by the Security Hub administrator');
export const criteriaMissing = (): AwsError => invalidInput('Criteria must not be empty');
export const actionsInvalid = (): AwsError =>
  invalidInput(
    'Actions must contain one action of type FINDING_FIELDS_UPDATE with fields to update',
  );
export const tooManyRules = (): AwsError =>
  limitExceeded('The number of automation rules has reached its limit');

export const standardInvalid = (arn: string): AwsError =>
  invalidInput(`Invalid parameter StandardsArn: ${arn}`);
export const noSuchControl = (id: string): AwsError =>
  notFound(`The security control ${id} was not found`);
export const reasonMissing = (): AwsError =>
  invalidInput('DisabledReason must be specified for a control that is disabled');
