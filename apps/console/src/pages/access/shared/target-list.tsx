import Box from '@cloudscape-design/components/box';
import type { NamedTarget } from '../../../access/broker-types.ts';

/** What was asked for, a line each. */
export const TargetList = ({ targets }: { readonly targets: readonly NamedTarget[] }) => (
  <ul className="gh-plain-list">
    {targets.map(({ account, accountName, roleArn, roleName }) => (
      <li key={roleArn}>
        <Box variant="span" fontWeight="bold">
          {roleName}
        </Box>{' '}
        <Box variant="span" color="text-body-secondary">
          {accountName} ({account})
        </Box>
      </li>
    ))}
  </ul>
);

export const targetsText = (targets: readonly NamedTarget[]): string =>
  targets
    .map(({ account, accountName, roleName }) => `${roleName} ${accountName} ${account}`)
    .join(', ');
