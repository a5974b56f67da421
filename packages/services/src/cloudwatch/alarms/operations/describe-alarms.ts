import type { DescribeAlarmsInput, DescribeAlarmsOutput } from '@aws-sdk/client-cloudwatch';
import { type Call, cutPage, reads } from '@gatehouse/service-kit';
import type { AlarmDeps } from '../../deps.ts';
import { nextTokenInvalid } from '../../errors.ts';
import { authorizeAlarm, authorizeAll, refOf } from '../access.ts';
import { mutuallyExclusive, onlyWithPaging } from '../errors.ts';
import { anyName, stateValue } from '../input.ts';
import { type Alarm, allActions, type Configuration, isComposite, isMetric } from '../model.ts';
import { alarms, type AlarmFilter } from '../repositories/alarms.ts';
import { links } from '../repositories/links.ts';
import { shownComposite, shownMetric } from '../shown.ts';

const MOST = 100;
const USUAL = 50;

export const limits = {
  AlarmNames: { maxLength: MOST },
  'AlarmNames[]': anyName,
  AlarmNamePrefix: anyName,
  'AlarmTypes[]': { oneOf: ['CompositeAlarm', 'MetricAlarm'] },
  ChildrenOfAlarmName: anyName,
  ParentsOfAlarmName: anyName,
  StateValue: stateValue,
  ActionPrefix: { minLength: 1, maxLength: 1024 },
  MaxRecords: { minValue: 1, maxValue: MOST },
};

/** AlarmTypes: metric alarms alone unless it is said otherwise. */
export const kindsOf = (types: readonly string[] | undefined): readonly Configuration['kind'][] => {
  if (types === undefined || types.length === 0) return ['metric'];
  return [...new Set(types.map((type) => (type === 'CompositeAlarm' ? 'composite' : 'metric')))];
};

const requireCombination = (input: DescribeAlarmsInput): void => {
  if (input.AlarmNames !== undefined && input.AlarmNamePrefix !== undefined)
    throw mutuallyExclusive('AlarmNames', 'AlarmNamePrefix');
  for (const member of ['ChildrenOfAlarmName', 'ParentsOfAlarmName'] as const) {
    if (input[member] === undefined) continue;
    const { MaxRecords: _most, NextToken: _token, [member]: _own, ...others } = input;
    if (Object.values(others).some((value) => value !== undefined)) throw onlyWithPaging(member);
  }
};

/** What tells of composite alarms needs the permission for all alarms. */
const authorize = async (call: Call, input: DescribeAlarmsInput): Promise<void> => {
  const action = 'cloudwatch:DescribeAlarms';
  const names = input.AlarmNames ?? [];
  if (names.length === 0 || kindsOf(input.AlarmTypes).includes('composite'))
    await authorizeAll(call, action);
  else for (const name of names) await authorizeAlarm(call, action, refOf(call, name));
};

/** The names that ChildrenOfAlarmName and ParentsOfAlarmName ask for. */
const relatives = async (
  call: Call,
  { ChildrenOfAlarmName, ParentsOfAlarmName }: DescribeAlarmsInput,
): Promise<readonly string[]> => {
  const found =
    ChildrenOfAlarmName === undefined
      ? await links.parentsOf(call.tx, refOf(call, ParentsOfAlarmName))
      : await links.childrenOf(call.tx, call, [ChildrenOfAlarmName]);
  const ofRule = found.filter(({ isSuppressor }) => !isSuppressor);
  return ofRule.map(({ child, parent }) => (ChildrenOfAlarmName === undefined ? parent : child));
};

/** Alarms after a name, as many as a page and one more; an action's prefix is no index, and is looked for in what is read. */
const listed = async (
  call: Call,
  filter: AlarmFilter,
  actionPrefix: string | undefined,
  page: { readonly after: string; readonly limit: number },
): Promise<readonly Alarm[]> => {
  const found: Alarm[] = [];
  let { after } = page;
  for (;;) {
    const some = await alarms.list(call.tx, call, filter, { after, limit: MOST + 1 });
    found.push(
      ...some.filter(
        ({ configuration }) =>
          actionPrefix === undefined ||
          allActions(configuration).some((action) => action.startsWith(actionPrefix)),
      ),
    );
    after = some.at(-1)?.name ?? '';
    if (found.length >= page.limit || some.length <= MOST) return found.slice(0, page.limit);
  }
};

const shown = (found: readonly Alarm[], input: DescribeAlarmsInput): DescribeAlarmsOutput => {
  const metric = found.filter(isMetric).map(shownMetric);
  const composite = found.filter(isComposite).map(shownComposite);
  if (input.ChildrenOfAlarmName !== undefined) {
    const brief = (all: readonly (typeof metric)[number][] | typeof composite) =>
      all.map(({ AlarmName, AlarmArn, StateValue, StateUpdatedTimestamp }) => ({
        AlarmName,
        AlarmArn,
        StateValue,
        StateUpdatedTimestamp,
      }));
    return { MetricAlarms: brief(metric), CompositeAlarms: brief(composite) };
  }
  if (input.ParentsOfAlarmName !== undefined) {
    const brief = composite.map(({ AlarmName, AlarmArn }) => ({ AlarmName, AlarmArn }));
    return { MetricAlarms: [], CompositeAlarms: brief };
  }
  return { MetricAlarms: metric, CompositeAlarms: composite };
};

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html */
export const describeAlarms = ({ pages }: AlarmDeps) =>
  reads<DescribeAlarmsInput, DescribeAlarmsOutput>({ limits }, async (input, call) => {
    const { MaxRecords = USUAL, NextToken, ...asked } = input;
    requireCombination(input);
    const isFamily =
      input.ChildrenOfAlarmName !== undefined || input.ParentsOfAlarmName !== undefined;
    if (isFamily) await authorizeAll(call, 'cloudwatch:DescribeAlarms');
    else await authorize(call, input);

    const { account, region } = call;
    const question = { operation: 'cloudwatch:DescribeAlarms', account, region, asked };
    const position = NextToken === undefined ? [''] : pages.open(question, NextToken);
    if (position === undefined) throw nextTokenInvalid();
    const given = input.AlarmNames?.length === 0 ? undefined : input.AlarmNames;
    const names = isFamily ? await relatives(call, input) : given;
    if (names?.length === 0) return { MetricAlarms: [], CompositeAlarms: [] };
    const kinds = isFamily ? (['metric', 'composite'] as const) : kindsOf(input.AlarmTypes);
    const filter = { prefix: input.AlarmNamePrefix, kinds, state: input.StateValue, names };
    const page = { after: String(position[0]), limit: MaxRecords + 1 };
    const found = await listed(call, filter, input.ActionPrefix, page);
    const { page: rows, last } = cutPage(found, MaxRecords);
    return {
      ...shown(rows, input),
      NextToken: last === undefined ? undefined : pages.seal(question, [last.name]),
    };
  });
