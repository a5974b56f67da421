/**
 * The function of the post, as somebody would write it for the Node.js runtime: for the resource that an event says is deleted, all
 * its findings that are NEW or NOTIFIED become RESOLVED.
 */
export const RESOLVER_FUNCTION = `
import { BatchUpdateFindingsCommand, GetFindingsCommand, SecurityHubClient } from '@aws-sdk/client-securityhub';

const hub = new SecurityHubClient({});

const arnOf = ({ account, region, detail }) => {
  const { eventName, requestParameters } = detail;
  if (eventName === 'DeleteBucket') return ['arn:aws:s3:::' + requestParameters.bucketName];
  if (eventName === 'DeleteRole') return ['arn:aws:iam::' + account + ':role/' + requestParameters.roleName];
  if (eventName === 'TerminateInstances')
    return requestParameters.instancesSet.items.map(
      ({ instanceId }) => 'arn:aws:ec2:' + region + ':' + account + ':instance/' + instanceId,
    );
  return [];
};

const openFindings = async (arn) => {
  const found = [];
  let NextToken;
  do {
    const page = await hub.send(new GetFindingsCommand({
      Filters: {
        ResourceId: [{ Value: arn, Comparison: 'EQUALS' }],
        WorkflowStatus: [{ Value: 'NEW', Comparison: 'EQUALS' }, { Value: 'NOTIFIED', Comparison: 'EQUALS' }],
      },
      NextToken,
    }));
    found.push(...page.Findings);
    NextToken = page.NextToken;
  } while (NextToken);
  return found.map(({ Id, ProductArn }) => ({ Id, ProductArn }));
};

export const handler = async (event) => {
  const identifiers = (await Promise.all(arnOf(event).map(openFindings))).flat();
  console.log(event.detail.eventName, identifiers.length);
  if (identifiers.length === 0) return;
  await hub.send(new BatchUpdateFindingsCommand({
    FindingIdentifiers: identifiers,
    Note: { Text: 'The resource was deleted.', UpdatedBy: 'DeletedResourceFindingResolver' },
    Workflow: { Status: 'RESOLVED' },
  }));
};
`;
