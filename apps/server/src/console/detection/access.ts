import { AwsError } from '@gatehouse/core';
import type { RunningDetection } from '../../detection/start-detection.ts';
import type { ActiveSession } from '../active-session.ts';
import type { ConsoleDeps, Visitor } from '../console-deps.ts';
import { ConsoleError } from '../http.ts';

/** What somebody may do with detection, by the IAM actions that stand for it in the account that administers Security Hub. */
export interface Powers {
  /** `securityhub:GetFindings` */
  readonly read: boolean;
  /** `securityhub:BatchUpdateFindings` */
  readonly changeAlerts: boolean;
  /** `securityhub:UpdateSecurityHubConfiguration` */
  readonly changeSettings: boolean;
  /** The last, and `iam:CreateUser`: an administrator of the account. */
  readonly seeTraps: boolean;
}

interface Place {
  readonly account: string;
  readonly region: string;
}

const decide = async (
  { cloud, clock }: ConsoleDeps,
  { principal }: ActiveSession,
  { region }: Place,
  { sourceIp, userAgent }: Visitor,
  question: { readonly action: string; readonly resource: string },
): Promise<boolean> => {
  const [prefix = ''] = question.action.split(':', 1);
  const service = cloud.services.find(({ id }) => id === prefix);
  if (service === undefined) return false;
  try {
    const { allowed } = await cloud.authorizer.decide({
      service,
      principal,
      ...question,
      keys: {},
      options: {},
      facts: { now: clock.now(), region, sourceIp, userAgent, secureTransport: false },
    });
    return allowed;
  } catch (error) {
    // The kind of credential may not call the service at all.
    if (error instanceof AwsError) return false;
    throw error;
  }
};

const NONE: Powers = { read: false, changeAlerts: false, changeSettings: false, seeTraps: false };

export const powersOf = async (
  deps: ConsoleDeps,
  session: ActiveSession,
  place: Place,
  visitor: Visitor,
): Promise<Powers> => {
  const { principal } = session;
  const own = 'account' in principal ? principal.account : undefined;
  if (own !== place.account) return NONE;
  const hub = `arn:aws:securityhub:${place.region}:${place.account}:hub/default`;
  const may = (action: string, resource = hub): Promise<boolean> =>
    decide(deps, session, place, visitor, { action, resource });
  const changeSettings = await may('securityhub:UpdateSecurityHubConfiguration');
  return {
    read: await may('securityhub:GetFindings'),
    changeAlerts: await may('securityhub:BatchUpdateFindings'),
    changeSettings,
    seeTraps:
      changeSettings && (await may('iam:CreateUser', `arn:aws:iam::${place.account}:user/*`)),
  };
};

const WHAT = {
  read: 'securityhub:GetFindings',
  changeAlerts: 'securityhub:BatchUpdateFindings',
  changeSettings: 'securityhub:UpdateSecurityHubConfiguration',
} as const;

/** @throws ConsoleError */
export const requirePower = (
  powers: Powers,
  power: keyof typeof WHAT,
  { account, region }: Place,
): void => {
  if (!powers[power])
    throw new ConsoleError(
      403,
      'AccessDeniedException',
      `Only who may call ${WHAT[power]} in account ${account}, ${region}, may do this: it administers Security Hub.`,
    );
};

/** @throws ConsoleError where detection does not run */
export const requireRunning = ({ detection }: ConsoleDeps): RunningDetection => {
  const running = detection?.();
  if (running === undefined)
    throw new ConsoleError(404, 'NotRunning', 'Detection does not run on this server.');
  return running;
};
