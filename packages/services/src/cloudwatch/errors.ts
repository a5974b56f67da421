import { AwsError } from '@gatehouse/core';

const invalidValue = (message: string): AwsError =>
  new AwsError('InvalidParameterValueException', message);
const invalidCombination = (message: string): AwsError =>
  new AwsError('InvalidParameterCombinationException', message);
/** What GetMetricData and PutMetricAlarm say of queries. */
export const validationError = (message: string): AwsError =>
  new AwsError('ValidationError', message);

/** Infinity as AWS writes it. */
const shownNumber = (value: number): string => {
  if (value === Infinity) return '∞';
  return value === -Infinity ? '-∞' : String(value);
};

export const valueInvalid = (value: string | number, parameter: string): AwsError =>
  invalidValue(
    `The value ${typeof value === 'number' ? shownNumber(value) : value} for parameter ${parameter} is invalid.`,
  );
export const parameterRequired = (parameter: string): AwsError =>
  new AwsError('MissingRequiredParameterException', `The parameter ${parameter} is required.`);
export const oneRequired = (...parameters: readonly string[]): AwsError =>
  invalidCombination(`At least one of the parameters ${parameters.join(', ')} must be specified.`);
export const bothGiven = (one: string, other: string): AwsError =>
  invalidCombination(
    `The parameters ${one} and ${other} are mutually exclusive and you have specified both.`,
  );
export const sizesDiffer = (one: string, other: string): AwsError =>
  invalidValue(`The parameters ${one} and ${other} must be of the same size.`);
export const collectionTooLarge = (parameter: string, most: number): AwsError =>
  invalidValue(`The collection ${parameter} must not have a size greater than ${most}.`);
export const dimensionTwice = (parameter: string, name: string): AwsError =>
  invalidValue(
    `The collection ${parameter} must not contain the dimension ${name} more than once.`,
  );
export const maximumTooSmall = (parameter: string): AwsError =>
  invalidValue(`The parameter ${parameter}.Maximum must be greater than ${parameter}.Minimum.`);
export const tooOld = (parameter: string): AwsError =>
  invalidValue(`The parameter ${parameter} must specify a time within the past two weeks.`);
export const tooNew = (parameter: string): AwsError =>
  invalidValue(
    `The parameter ${parameter} must specify a time no more than two hours in the future.`,
  );
export const requestTooLarge = (): AwsError =>
  new AwsError('RequestEntityTooLarge', 'Request size exceeded 1048576 bytes', { status: 413 });

export const startNotBeforeEnd = (): AwsError =>
  invalidValue('The parameter StartTime must be less than the parameter EndTime.');
export const PERIOD_RULE =
  'The parameter Period must be a value in the set [1, 5, 10, 20, 30] or a multiple of 60.';
export const periodInvalid = (): AwsError => invalidValue(PERIOD_RULE);
export const statisticsMissing = (): AwsError =>
  invalidCombination('Must specify either Statistics or ExtendedStatistics.');
export const tooManyDatapoints = (asked: number, most: number): AwsError =>
  invalidCombination(
    `You have requested up to ${asked.toLocaleString('en-US')} datapoints, which exceeds the limit of ${most.toLocaleString('en-US')}. You may reduce the datapoints requested by increasing Period, or decreasing the time range.`,
  );
export const tokenInvalid = (): AwsError => invalidValue('Request parameter NextToken is invalid');
export const nextTokenInvalid = (): AwsError =>
  new AwsError('InvalidNextToken', 'The specified nextToken is invalid.');

export const resourceNotFound = (type: string, id: string): AwsError =>
  new AwsError('ResourceNotFoundException', `The resource ${id} does not exist.`, {
    members: { ResourceType: type, ResourceId: id },
  });
export const arnInvalid = (arn: string): AwsError =>
  invalidValue(`The value ${arn} for parameter ResourceARN is invalid.`);
export const reservedTag = (): AwsError =>
  invalidValue('Tag keys that begin with aws: are reserved for AWS use.');
export const duplicateTag = (): AwsError => invalidValue('Tag keys must be unique.');
export const tooManyTags = (): AwsError =>
  invalidValue('The resource must not have more than 50 tags.');

export interface DashboardComplaint {
  readonly DataPath: string;
  readonly Message: string;
}

const invalidDashboard = (message: string, complaints: readonly DashboardComplaint[]): AwsError =>
  new AwsError('DashboardInvalidInputError', message, {
    members: { dashboardValidationMessages: complaints },
  });
export const dashboardNameInvalid = (): AwsError => {
  const message =
    'The value for field DashboardName contains invalid characters. It can only contain alphanumerics, dash (-) and underscore (_).\n';
  return invalidDashboard(message, [{ DataPath: '', Message: message }]);
};
export const dashboardNotJson = (): AwsError => {
  const message = 'The field DashboardBody must be a valid JSON object';
  return invalidDashboard(message, [{ DataPath: '', Message: message }]);
};
export const dashboardInvalid = (complaints: readonly DashboardComplaint[]): AwsError => {
  const shown = complaints.map(({ DataPath, Message }) => ({
    message: Message,
    dataPath: DataPath,
  }));
  return invalidDashboard(
    `The dashboard body is invalid, there are ${complaints.length} validation errors:\n${JSON.stringify(shown, undefined, 2)}`,
    complaints,
  );
};
export const dashboardNotFound = (name: string): AwsError =>
  new AwsError('DashboardNotFoundError', `Dashboard ${name} does not exist`);
export const dashboardsNotFound = (names: readonly string[]): AwsError =>
  new AwsError(
    'DashboardNotFoundError',
    `The specified dashboard does not exist. [${names.join(', ')}]`,
  );

export const timeZoneInvalid = (zone: string): AwsError =>
  valueInvalid(zone, 'Configuration.MetricTimezone');
export const rangeInvalid = (position: number): AwsError =>
  invalidValue(
    `The parameter Configuration.ExcludedTimeRanges.member.${position}.StartTime must be less than the parameter EndTime.`,
  );
export const tooManyDetectors = (): AwsError =>
  new AwsError('LimitExceededException', 'The maximum number of anomaly detectors is reached.');
export const detectorNotFound = (): AwsError =>
  new AwsError('ResourceNotFoundException', 'The specified anomaly detector does not exist.', {
    members: { ResourceType: 'AnomalyDetector' },
  });
