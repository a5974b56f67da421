export const DEFAULT_BUS = 'default';

/** The last part of an ARN. */
export const lastOf = (arn: string): string =>
  arn.slice(Math.max(arn.lastIndexOf('/'), arn.lastIndexOf(':')) + 1);

export const busPath = (bus: string): string => `/eventbridge/buses/${encodeURIComponent(bus)}`;

export const rulePath = (bus: string, rule: string): string =>
  `${busPath(bus)}/rules/${encodeURIComponent(rule)}`;

/** The page of a rule by its ARN, in which the default bus is not named. */
export const rulePathOf = (arn: string): string => {
  const [, path = ''] = arn.split(':rule/');
  const slash = path.lastIndexOf('/');
  return slash === -1
    ? rulePath(DEFAULT_BUS, path)
    : rulePath(path.slice(0, slash), path.slice(slash + 1));
};
