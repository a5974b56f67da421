import { SecurityHub } from '@aws-sdk/client-securityhub';
import { stderrLog, systemClock } from '@gatehouse/core';
import { readAlerts } from './alerts/read-alerts.ts';
import { readSubscription } from './alerts/read-subscription.ts';
import { findingsOf } from './findings/merge.ts';
import { type FailedImport, importFindings } from './importing.ts';

interface LambdaContext {
  /** `arn:aws:lambda:region:account:function:name` */
  readonly invokedFunctionArn: string;
}

export interface Summary {
  readonly alerts: number;
  readonly findings: number;
  /** Texts that are no alert, banners among them. */
  readonly refused: number;
  readonly failed: readonly FailedImport[];
}

const log = stderrLog(systemClock, 'info');

/**
 * AWS Lambda handler for a subscription of the log group that Falco writes to, and for alerts as they are. What Security Hub could
 * not take for now makes the invocation fail, so that Lambda repeats it: ids are stable, a repetition adds nothing.
 */
export const handler = async (event: unknown, context: LambdaContext): Promise<Summary> => {
  const [, , , region = '', account = ''] = context.invokedFunctionArn.split(':');
  const now = systemClock.now();
  const { alerts, refused } =
    readSubscription(event, { region }, now) ?? readAlerts(JSON.stringify(event), {}, now);
  // The findings are this account's own, whatever a line says: the default product takes no others.
  const groups = findingsOf(alerts, () => ({ account, region }));
  const hub = new SecurityHub({});
  const failed: FailedImport[] = [];
  let findings = 0;
  for (const group of groups.values()) {
    findings += group.length;
    failed.push(...(await importFindings(hub, group)));
  }
  const summary = { alerts: alerts.length, findings, refused: refused.length, failed };
  log.info('alerts were imported', { ...summary, failed: failed.length });
  const waiting = failed.filter(({ passing }) => passing);
  if (waiting.length > 0)
    throw new Error(`${waiting.length} findings were not taken: ${waiting[0]?.code}`);
  return summary;
};
