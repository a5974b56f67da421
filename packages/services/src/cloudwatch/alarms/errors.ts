import { AwsError } from '@gatehouse/core';
import { validationError } from '../errors.ts';

export const missingMember = (member: string): AwsError =>
  validationError(
    `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`,
  );
export const mutuallyExclusive = (one: string, other: string): AwsError =>
  new AwsError(
    'InvalidParameterCombinationException',
    `The parameters ${one} and ${other} are mutually exclusive.`,
  );
export const returnsOne = (): AwsError =>
  validationError('Exactly one element of the metrics list should return data.');
export const returnsTwo = (): AwsError =>
  validationError('Exactly two elements of the metrics list should return data.');
export const metricIncomplete = (missing: string): AwsError =>
  validationError(`The parameter ${missing} is required for an alarm on MetricName.`);
export const withQueries = (member: string): AwsError =>
  validationError(`The parameter ${member} cannot be used together with the parameter Metrics.`);
export const otherAccount = (account: string): AwsError =>
  validationError(`Alarms on metrics of another account (${account}) are not supported.`);
export const searchNotHere = (): AwsError =>
  validationError('SEARCH is not supported on Metric Alarms');
export const criteriaNotHere = (): AwsError =>
  validationError('Alarms with EvaluationCriteria or EvaluationInterval are not supported.');
export const periodNotAllowed = (): AwsError =>
  validationError('Period must be 10, 20, 30 or a multiple of 60');
export const moreThanADay = (): AwsError =>
  validationError(
    'Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= 86400) for alarms using period < 3600',
  );
export const moreThanAWeek = (): AwsError =>
  validationError(
    'Metrics cannot be checked across more than a week (EvaluationPeriods * Period must be <= 604800) for alarms using period >= 3600',
  );
export const tooManyDatapointsToAlarm = (): AwsError =>
  validationError('DatapointsToAlarm must be less than or equal to EvaluationPeriods');
export const statisticUnknown = (name: string): AwsError =>
  validationError(`The value ${name} for parameter ExtendedStatistic is not supported.`);
export const missingDataUnknown = (value: string): AwsError =>
  validationError(
    `The value ${value} is not supported for TreatMissingData parameter. Supported values are [breaching, notBreaching, ignore, missing].`,
  );
export const lowSamplesUnknown = (value: string): AwsError =>
  validationError(
    `Option ${value} is not supported. Supported options for parameter EvaluateLowSampleCountPercentile are evaluate and ignore.`,
  );
export const thresholdRequired = (): AwsError =>
  validationError('Threshold is required for alarms based on static thresholds.');
export const thresholdWithBand = (): AwsError =>
  validationError('Threshold cannot be specified for an alarm with ThresholdMetricId.');
export const comparisonNeedsBand = (comparison: string): AwsError =>
  validationError(`ComparisonOperator ${comparison} requires ThresholdMetricId.`);
export const comparisonWithBand = (comparison: string): AwsError =>
  validationError(`ComparisonOperator ${comparison} cannot be used with ThresholdMetricId.`);
export const thresholdMetricUnknown = (id: string): AwsError =>
  validationError(
    `ThresholdMetricId ${id} does not name an ANOMALY_DETECTION_BAND expression of the metrics list.`,
  );

export const actionArnInvalid = (action: string): AwsError =>
  validationError(`Invalid arn syntax: ${action}`);
export const actionUnknown = (action: string): AwsError =>
  validationError(`Invalid alarm action: ${action}`);
export const actionRegion = (given: string, here: string): AwsError =>
  validationError(`Invalid region ${given} specified. Only ${here} is supported.`);
export const actionTwice = (): AwsError =>
  validationError('A list of actions must not name an action more than once.');

export const otherKind = (name: string): AwsError =>
  validationError(`There is an alarm of another type with the name ${name}.`);
export const tooManyAlarms = (): AwsError =>
  new AwsError('LimitExceededFault', 'The maximum limit has been reached.');

export const ruleSpaced = (): AwsError =>
  validationError('AlarmRule must not contain leading or trailing whitespace or be null');
export const ruleInvalid = (what: string, at: number): AwsError =>
  validationError(`Invalid AlarmRule: ${what} at character ${at}`);
export const tooManyChildren = (most: number): AwsError =>
  validationError(`AlarmRule must not have more than ${most} underlying alarms`);
export const tooManyParents = (name: string, most: number): AwsError =>
  validationError(`Alarm ${name} must not be in the rules of more than ${most} composite alarms`);
export const childrenMissing = (names: readonly string[]): AwsError =>
  validationError(
    `Could not save the composite alarm as alarms [${names.join(', ')}] in the alarm rule do not exist`,
  );
export const suppressorMissing = (name: string): AwsError =>
  validationError(
    `Could not save the composite alarm as the suppressor alarm [${name}] does not exist`,
  );
export const suppressorPeriods = (): AwsError =>
  validationError(
    'ActionsSuppressorWaitPeriod and ActionsSuppressorExtensionPeriod are required with ActionsSuppressor, and cannot be specified without it.',
  );
export const cyclic = (name: string): AwsError =>
  validationError(
    `Could not save the composite alarm as its rule or its suppressor depends on ${name} itself`,
  );

/** AWS says no more than the code. */
export const alarmMissing = (): AwsError => new AwsError('ResourceNotFound', '');
export const reasonDataInvalid = (): AwsError =>
  new AwsError('InvalidFormatFault', 'StateReasonData must be a JSON object.');
export const dependedOn = (names: readonly string[]): AwsError =>
  validationError(
    names.length === 1
      ? `Cannot delete ${names[0]} as there are composite alarm(s) depending on it.`
      : `Cannot delete ${names.join(',')} as there are composite alarm(s) depending on them.`,
  );
export const twoComposites = (): AwsError =>
  validationError('A request to delete alarms may name at most one composite alarm.');
export const onlyWithPaging = (member: string): AwsError =>
  validationError(
    `${member} cannot be combined with other parameters than MaxRecords and NextToken.`,
  );
