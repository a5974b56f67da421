import type { ReportedAlert } from '../report/report.ts';

const TITLE = 'Somebody uses what nobody has a reason to use';
const DESCRIPTION =
  'The resource or credential of this call is part of no workload. A call on it, refused or not, is by somebody who looks around.';

/**
 * An alert as others than administrators may read it: what a trap tells becomes the call on a resource and nothing more. The name of
 * the resource is in the caller's own events anyway; that it is a trap is not.
 */
export const discreet = (alert: ReportedAlert): ReportedAlert => {
  if (alert.rule.origin !== 'trap') return alert;
  const { evidence } = alert;
  return {
    ...alert,
    rule: {
      ...alert.rule,
      id: 'unexpected-use',
      origin: 'custom',
      title: TITLE,
      description: DESCRIPTION,
      question: 'Whose credentials made the call, and what else did they do?',
      nextSteps: [
        'Find who had the credentials that made the call, and what else they did in the same session (gatehouse investigate).',
        'Take the credentials away: deactivate the access key, or revoke the sessions of the role issued before now.',
      ],
    },
    because: evidence.map(
      ({ actor, source, name, sourceIp, errorCode }) =>
        `${actor} called ${source.replace('.amazonaws.com', '')}:${name} from ${sourceIp}${errorCode === null ? '' : `, refused with ${errorCode}`}.`,
    ),
  };
};
