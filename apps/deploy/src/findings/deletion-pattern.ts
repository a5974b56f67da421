/**
 * What the resolver wants to hear of, the same in every account: calls that delete and were not refused, and resources that go by
 * themselves. The rules of the embedded demo have it too (apps/server); a test compares them.
 */
export const DELETION_PATTERN = {
  $or: [
    {
      // Nobody but AWS puts events of such a source: accounts that may send to the bus cannot make a deletion up.
      source: [{ prefix: 'aws.' }],
      'detail-type': ['AWS API Call via CloudTrail', 'AWS Service Event via CloudTrail'],
      detail: {
        eventName: [
          { prefix: 'Delete' },
          { prefix: 'Terminate' },
          { prefix: 'Deregister' },
          'ReleaseAddress',
          'StopTask',
          'BatchDeleteImage',
          'EndSecretVersionDelete',
        ],
        errorCode: [{ exists: false }],
      },
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
};
