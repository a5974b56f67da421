/** Names of calls that delete, beyond those that begin with Delete. */
const FURTHER_CALLS = [
  { prefix: 'Delete' },
  { prefix: 'Terminate' },
  { prefix: 'Deregister' },
  'ReleaseAddress',
  'StopTask',
  'BatchDeleteImage',
  'EndSecretVersionDelete',
] as const;

/**
 * What the resolver wants to hear of: calls that delete and were not refused, and resources that go by themselves. The same in
 * every account; a broad pattern, because the resolver itself knows which calls delete what.
 */
export const DELETION_PATTERN = JSON.stringify({
  $or: [
    {
      // Nobody but AWS puts events of such a source: accounts that may send to the bus cannot make a deletion up.
      source: [{ prefix: 'aws.' }],
      'detail-type': ['AWS API Call via CloudTrail', 'AWS Service Event via CloudTrail'],
      detail: { eventName: FURTHER_CALLS, errorCode: [{ exists: false }] },
    },
    {
      source: ['aws.ec2'],
      'detail-type': ['EC2 Instance State-change Notification'],
      detail: { state: ['terminated'] },
    },
    {
      source: ['aws.ecs'],
      'detail-type': ['ECS Task State Change'],
      detail: { lastStatus: ['STOPPED'] },
    },
  ],
});
