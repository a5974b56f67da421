import { type Arguments, YES } from '../../command.ts';
import { printable, type Terminal } from '../../terminal.ts';
import { counted, tableOf, timeInWords } from '../../words.ts';
import { brokerCommand, type Place } from '../broker-command.ts';
import type { Activity, Insight, TargetInsight, TimelineEntry } from '../broker-types.ts';
import { describe } from './describe.ts';
import { requestId } from './request-id.ts';

const timelineText = (entries: readonly TimelineEntry[]): string =>
  tableOf(
    entries.map(({ sequence, at, type, actorName }) => [
      `  ${timeInWords(at)}`,
      type,
      actorName,
      `#${sequence}`,
    ]),
  );

const listed = (name: string, words: readonly string[]): string =>
  words.length === 0 ? '' : `    ${name}: ${words.map(printable).join(', ')}\n`;

const targetText = (target: TargetInsight): string => {
  const { roleArn, problem, administrator, services, gains, escalation } = target;
  return (
    `  ${printable(roleArn)}${administrator ? ': administrator' : ''}\n` +
    listed('unknown', problem === undefined ? [] : [problem]) +
    listed(
      'services',
      services.map(({ service, accessLevels }) => `${service} (${accessLevels.join(', ')})`),
    ) +
    listed('newly gains', gains) +
    escalation
      .map(({ name, explanation }) => `    escalation: ${printable(`${name}: ${explanation}`)}\n`)
      .join('')
  );
};

const activityText = ({ used, denied, unused, complete }: Activity): string =>
  [
    ...used.map(
      ({ action, count }) => `  used ${printable(action)}, ${counted(count, 'time', 'times')}\n`,
    ),
    ...denied.map(
      ({ action, count, errorCode }) =>
        `  denied ${printable(action)}, ${counted(count, 'time', 'times')}: ${printable(errorCode)}\n`,
    ),
    ...(unused.length === 0 ? [] : [`  never used ${unused.map(printable).join(', ')}\n`]),
    ...(used.length + denied.length > 0 ? [] : ['  nothing was done with it\n']),
    ...(complete ? [] : ['  there is more than was read\n']),
  ].join('');

interface More {
  readonly insight?: Insight;
  readonly activity?: Activity;
  readonly timeline?: readonly TimelineEntry[];
}

const moreOf = async (id: string, given: Arguments, { broker }: Place): Promise<More> => {
  const path = { id };
  return {
    ...(given.flag('insight')
      ? { insight: await broker.call('GET /v1/requests/{id}/insight', { path }) }
      : {}),
    ...(given.flag('activity')
      ? { activity: await broker.call('GET /v1/requests/{id}/activity', { path }) }
      : {}),
    ...(given.flag('timeline')
      ? { timeline: (await broker.call('GET /v1/requests/{id}/timeline', { path })).entries }
      : {}),
  };
};

const moreText = ({ insight, activity, timeline }: More, terminal: Terminal): void => {
  if (insight !== undefined)
    terminal.out(`what it allows\n${insight.targets.map(targetText).join('')}`);
  if (activity !== undefined) terminal.out(`what was done\n${activityText(activity)}`);
  if (timeline !== undefined) terminal.out(`what happened\n${timelineText(timeline)}`);
};

export const show = brokerCommand({
  name: 'show',
  summary: 'One request: state, approvals, sessions',
  usage: 'ID [options]',
  options: {
    insight: { help: 'also what the access amounts to, and ways to escalate it' },
    activity: { help: 'also what was done with it' },
    timeline: { help: 'also everything that happened to it' },
  },
  run: async (given, place) => {
    const id = requestId(given);
    const view = await place.broker.call('GET /v1/requests/{id}', { path: { id } });
    const more = await moreOf(id, given, place);
    const { terminal } = place;
    if (given.flag('json')) terminal.out(`${JSON.stringify({ ...view, ...more })}\n`);
    else {
      terminal.out(describe(view, terminal));
      moreText(more, terminal);
    }
    return YES;
  },
});
