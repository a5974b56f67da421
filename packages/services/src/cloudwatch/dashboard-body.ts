import { type DashboardComplaint, dashboardInvalid, dashboardNotJson } from './errors.ts';

const MOST_WIDGETS = 500;
const MOST_COMPLAINTS = 50;
const TYPES = ['metric', 'text', 'log', 'alarm', 'explorer', 'custom'];

type Fields = Readonly<Record<string, unknown>>;
type Complain = (path: string, message: string) => void;

const isFields = (value: unknown): value is Fields =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

const member = (fields: Fields, name: string): unknown =>
  Object.hasOwn(fields, name) ? fields[name] : undefined;

const required = (fields: Fields, name: string, path: string, complain: Complain): unknown => {
  const value = member(fields, name);
  if (value === undefined) complain(path, `Should have required property '${name}'`);
  return value;
};

const requiredText = (fields: Fields, name: string, path: string, complain: Complain): void => {
  const value = required(fields, name, path, complain);
  if (value !== undefined && typeof value !== 'string')
    complain(`${path}/${name}`, 'Should be string');
};

/** Dashboard Body Structure and Syntax: a grid of 24 columns. */
const GRID: readonly (readonly [name: string, least: number, most: number])[] = [
  ['x', 0, 23],
  ['y', 0, Number.MAX_SAFE_INTEGER],
  ['width', 1, 24],
  ['height', 1, 1000],
];

const checkGrid = (widget: Fields, path: string, complain: Complain): void => {
  for (const [name, least, most] of GRID) {
    const value = member(widget, name);
    if (value === undefined) continue;
    if (typeof value !== 'number' || !Number.isInteger(value))
      complain(`${path}/${name}`, 'Should be integer');
    else if (value < least) complain(`${path}/${name}`, `Should be >= ${least}`);
    else if (value > most) complain(`${path}/${name}`, `Should be <= ${most}`);
  }
};

/** Texts, and one object of settings at the end. */
const checkMetric = (metric: unknown, path: string, complain: Complain): void => {
  if (!Array.isArray(metric)) return complain(path, 'Should be array');
  for (const [index, part] of metric.entries()) {
    const isSettings = isFields(part) && index === metric.length - 1;
    if (typeof part !== 'string' && !isSettings)
      complain(path, 'Invalid metric field type, only "String" type is allowed');
  }
};

const checkMetricWidget = (properties: Fields, path: string, complain: Complain): void => {
  requiredText(properties, 'region', path, complain);
  const metrics = member(properties, 'metrics');
  if (metrics === undefined) {
    if (member(properties, 'annotations') === undefined)
      complain(path, "Should have required property 'metrics'");
    return;
  }
  if (!Array.isArray(metrics)) return complain(`${path}/metrics`, 'Should be array');
  for (const [index, metric] of metrics.entries())
    checkMetric(metric, `${path}/metrics/${index}`, complain);
};

const checkProperties = (
  type: unknown,
  properties: Fields,
  path: string,
  complain: Complain,
): void => {
  if (type === 'metric') checkMetricWidget(properties, path, complain);
  if (type === 'text') requiredText(properties, 'markdown', path, complain);
  if (type === 'log') {
    requiredText(properties, 'query', path, complain);
    requiredText(properties, 'region', path, complain);
  }
  if (type === 'custom') requiredText(properties, 'endpoint', path, complain);
  if (type === 'alarm' && !Array.isArray(required(properties, 'alarms', path, complain) ?? []))
    complain(`${path}/alarms`, 'Should be array');
};

const checkWidget = (widget: unknown, path: string, complain: Complain): void => {
  if (!isFields(widget)) return complain(path, 'Should be object');
  const type = required(widget, 'type', path, complain);
  if (type !== undefined && !(typeof type === 'string' && TYPES.includes(type)))
    complain(`${path}/type`, 'Should be equal to one of the allowed values');
  checkGrid(widget, path, complain);
  const properties = required(widget, 'properties', path, complain);
  if (properties === undefined) return;
  if (!isFields(properties)) return complain(`${path}/properties`, 'Should be object');
  checkProperties(type, properties, `${path}/properties`, complain);
};

const parsed = (body: string): Fields => {
  try {
    const value: unknown = JSON.parse(body);
    if (isFields(value)) return value;
  } catch {
    // Answered below, as everything that is no object.
  }
  throw dashboardNotJson();
};

/** @throws AwsError DashboardInvalidInputError for a body that no console could show */
export const requireBody = (body: string): void => {
  const complaints: DashboardComplaint[] = [];
  const complain: Complain = (DataPath, Message) => {
    if (complaints.length < MOST_COMPLAINTS) complaints.push({ DataPath, Message });
  };
  const widgets = required(parsed(body), 'widgets', '', complain);
  if (widgets !== undefined && !Array.isArray(widgets)) complain('/widgets', 'Should be array');
  const list: readonly unknown[] = Array.isArray(widgets) ? widgets : [];
  if (list.length > MOST_WIDGETS)
    complain('/widgets', `Should NOT have more than ${MOST_WIDGETS} items`);
  for (const [index, widget] of list.entries()) checkWidget(widget, `/widgets/${index}`, complain);
  if (complaints.length > 0) throw dashboardInvalid(complaints);
};
