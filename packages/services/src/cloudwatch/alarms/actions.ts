import { parseArn } from '@gatehouse/core';
import type { DeliveryOutcome, ServiceSource } from '@gatehouse/service-kit';
import { scheduleWork, type Tx, type WorkHandler } from '@gatehouse/store';
import type { AlarmDeps } from '../deps.ts';
import { alarmKey } from './arns.ts';
import { functionEvent, noticeOf, type StateChange, subjectOf } from './documents.ts';
import { actionData, summaryText } from './history-data.ts';
import { actionsFor, type Configuration } from './model.ts';
import { history } from './repositories/history.ts';

export const ACTION = 'cloudwatch.alarm-action';

/** As often as due work is tried at all. */
const MOST_ATTEMPTS = 10;

/** All that an action needs: the alarm may be another one, or none, when it runs. */
interface ActionJob {
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly alarmArn: string;
  readonly kind: Configuration['kind'];
  readonly action: string;
  readonly subject: string;
  readonly message: string;
  readonly stateUpdatedAt: number;
}

const serviceOf = (action: string): string => parseArn(action)?.service ?? '';

/** Plans the actions of a change in its own transaction: they run once it has committed, and are tried again. */
export const planActions = async (
  { ids }: Pick<AlarmDeps, 'ids'>,
  tx: Tx,
  change: StateChange,
  now: Date,
): Promise<void> => {
  const { alarm, state } = change;
  if (!alarm.configuration.actionsEnabled) return;
  for (const action of new Set(actionsFor(alarm.configuration, state.value))) {
    const job: ActionJob = {
      account: alarm.account,
      region: alarm.region,
      name: alarm.name,
      alarmArn: alarm.arn,
      kind: alarm.configuration.kind,
      action,
      subject: subjectOf(change),
      message:
        serviceOf(action) === 'lambda' ? functionEvent(change, ids.uuid()) : noticeOf(change),
      stateUpdatedAt: state.updatedAt.getTime(),
    };
    await scheduleWork(tx, {
      kind: ACTION,
      key: `${alarmKey(alarm)}:${ids.uuid()}`,
      payload: JSON.stringify(job),
      dueAt: now,
    });
  }
};

const sourceOf = ({ alarmArn, account }: ActionJob, service: string): ServiceSource => ({
  service,
  sourceArn: alarmArn,
  sourceAccount: account,
});

const topicError = (outcome: DeliveryOutcome, action: string): string | undefined => {
  switch (outcome) {
    case 'sent':
      return undefined;
    case 'missing':
      return 'Topic does not exist';
    case 'refused':
      return `CloudWatch Alarms is not authorized to perform: SNS:Publish on resource: ${action} because no resource-based policy allows the SNS:Publish action`;
    default:
      return outcome satisfies never;
  }
};

const functionError = (outcome: DeliveryOutcome, action: string): string | undefined => {
  switch (outcome) {
    case 'sent':
      return undefined;
    case 'missing':
      return `Function not found: ${action}`;
    case 'refused':
      return `CloudWatch Alarms is not authorized to perform: lambda:InvokeFunction on the resource ${action} because no resource-based policy allows the lambda:InvokeFunction action`;
    default:
      return outcome satisfies never;
  }
};

/** What history shows of it: a topic's message in the form that has one text for each protocol. */
const publishedOf = ({ action, message, subject }: ActionJob): string =>
  serviceOf(action) === 'sns' ? JSON.stringify({ default: message, sms: subject }) : message;

/** Why the action has failed for good; undefined when it has succeeded. @throws what may pass */
const perform = async (
  { topics, functions }: Pick<AlarmDeps, 'topics' | 'functions'>,
  job: ActionJob,
): Promise<string | undefined> => {
  const { action, message, subject } = job;
  switch (serviceOf(action)) {
    case 'sns': {
      const source = sourceOf(job, 'cloudwatch.amazonaws.com');
      return topicError(
        await topics.publish({ topicArn: action, message, subject, source }),
        action,
      );
    }
    case 'lambda': {
      const source = sourceOf(job, 'lambda.alarms.cloudwatch.amazonaws.com');
      const outcome = await functions.invokeAsync({
        functionArn: action,
        payload: message,
        source,
      });
      return functionError(outcome, action);
    }
    default:
      return `This cloud has nothing that performs ${serviceOf(action)} actions of alarms`;
  }
};

export const runAction =
  (deps: Pick<AlarmDeps, 'topics' | 'functions' | 'clock'>): WorkHandler =>
  async (store, { payload, attempts }) => {
    const job = JSON.parse(payload) as ActionJob;
    let error: string | undefined;
    try {
      error = await perform(deps, job);
    } catch (cause) {
      if (attempts < MOST_ATTEMPTS) throw cause;
      error = 'The service did not take the action';
    }
    await store.write((tx) =>
      history.append(tx, job, {
        kind: job.kind,
        at: deps.clock.now(),
        type: 'Action',
        summary: summaryText(
          error === undefined
            ? `Successfully executed action ${job.action}`
            : `Failed to execute action ${job.action}. Received error: "${error}"`,
        ),
        data: actionData({
          action: job.action,
          stateUpdatedAt: job.stateUpdatedAt,
          published: publishedOf(job),
          error,
        }),
      }),
    );
  };
