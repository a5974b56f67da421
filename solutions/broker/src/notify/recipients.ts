import type { AccessRequest, Directory, Notice, Person } from '../model/index.ts';

interface Groups {
  readonly auditors: readonly string[];
  readonly policyAdministrators: readonly string[];
}

const approverGroups = ({ requirement, escalated }: AccessRequest): readonly string[] =>
  requirement.steps.flatMap(({ name, groups, escalation }) => [
    ...groups,
    ...(escalation !== undefined && escalated.includes(name) ? escalation.groups : []),
  ]);

const others = (people: readonly Person[], { requester }: AccessRequest): readonly Person[] =>
  people.filter(({ id }) => id !== requester.id);

/** Who is told, as the groups are now. */
export const recipientsOf = async (
  notice: Notice,
  request: AccessRequest | undefined,
  directory: Directory,
  groups: Groups,
): Promise<readonly Person[]> => {
  switch (notice.kind) {
    case 'request-created':
    case 'request-escalated':
      return request === undefined
        ? []
        : others(await directory.members(approverGroups(request)), request);
    case 'request-approved':
    case 'request-rejected':
    case 'request-expired':
    case 'access-started':
    case 'access-ending':
    case 'access-ended':
    case 'access-revoked':
      return request === undefined ? [] : [request.requester];
    case 'break-glass-used':
      return request === undefined
        ? []
        : others(
            await directory.members([
              ...approverGroups(request),
              ...(request.requirement.breakGlass?.reviewers ?? []),
            ]),
            request,
          );
    case 'review-due':
      return request === undefined
        ? []
        : others(await directory.members(request.requirement.breakGlass?.reviewers ?? []), request);
    case 'request-unapprovable':
      return [
        ...(request === undefined ? [] : [request.requester]),
        ...(await directory.members(groups.policyAdministrators)),
      ];
    case 'policy-proposed':
    case 'policy-changed':
      return directory.members(groups.policyAdministrators);
    case 'finding':
      return directory.members(groups.auditors);
    default:
      return notice.kind satisfies never;
  }
};
